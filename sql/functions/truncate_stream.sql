-- Truncates a stream before a version: events of lower versions are not read any more, at once and for good, and scavenge
-- removes them. Versions and positions stay. Returns the stream's version.
-- p_before_version is 1 to the stream's version + 1 (which leaves no event). One that is lower than given before changes
-- nothing.
--
-- Concurrency: waits for appends to the stream that are in flight. Errors: SE005 invalid argument, SE018 stream not found.
CREATE OR REPLACE FUNCTION truncate_stream(
    p_aggregate_type text,
    p_aggregate_id text,
    p_before_version bigint,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream streams := lock_stream(p_aggregate_type, p_aggregate_id, -2, p_tenant);
BEGIN
    IF p_before_version IS NULL OR p_before_version NOT BETWEEN 1 AND v_stream.version + 1 THEN
        PERFORM raise_error(
            'SE005',
            format(
                'stream %s %s is at version %s and cannot be truncated before %s', to_json(p_aggregate_type),
                to_json(p_aggregate_id), v_stream.version, coalesce(p_before_version::text, 'null')
            ),
            json_build_object(
                'argument', 'p_before_version', 'before_version', p_before_version, 'actual_version', v_stream.version
            ),
            'Give the first version to keep: 1 up to the version after the last.'
        );
    END IF;
    IF p_before_version > greatest(v_stream.truncate_before, 1) THEN
        PERFORM note_limits();
        UPDATE streams AS s
        SET truncate_before = p_before_version
        WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    END IF;
    RETURN v_stream.version;
END
$function$;

COMMENT ON FUNCTION truncate_stream(text, text, bigint, text) IS
'Truncates a stream before a version: lower ones are not read any more, and scavenge removes them. Returns its version.';

REVOKE ALL ON FUNCTION truncate_stream(text, text, bigint, text) FROM PUBLIC;
