-- Locks the row of a stream for a change that is no append, and compares its version. Returns the row.
-- p_expected_version: -1 any, -2 the stream exists, n exactly n; 0 never fits.
-- Concurrency: FOR UPDATE, the one lock that both appenders and the scavenger wait for, and for which it waits.
-- Errors: SE001 wrong expected version, SE005 invalid argument, SE018 stream not found.
-- Internal: called by the functions that change a stream.
CREATE OR REPLACE FUNCTION lock_stream(
    p_aggregate_type text,
    p_aggregate_id text,
    p_expected_version bigint,
    p_tenant text
)
RETURNS streams
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream streams;
BEGIN
    IF p_expected_version IS NULL OR p_expected_version < -2 THEN
        PERFORM raise_error(
            'SE005', format('%s is not an expected version', coalesce(p_expected_version::text, 'null')),
            json_build_object('argument', 'p_expected_version', 'expected_version', p_expected_version),
            '-1 is any, -2 the stream exists, n at least 1 exactly n.'
        );
    END IF;
    SELECT s.* INTO v_stream
    FROM streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM raise_stream_not_found(p_aggregate_type, p_aggregate_id, p_tenant);
    END IF;
    IF p_expected_version >= 0 AND p_expected_version <> v_stream.version THEN
        PERFORM raise_error(
            'SE001',
            format(
                'stream %s %s is at version %s, expected was %s', to_json(p_aggregate_type), to_json(p_aggregate_id),
                v_stream.version, CASE p_expected_version WHEN 0 THEN 'no stream' ELSE p_expected_version::text END
            ),
            json_build_object(
                'tenant', p_tenant, 'aggregate_type', p_aggregate_type, 'aggregate_id', p_aggregate_id,
                'expected_version', p_expected_version, 'actual_version', v_stream.version
            ),
            'Read the stream again and decide again.'
        );
    END IF;
    RETURN v_stream;
END
$function$;

COMMENT ON FUNCTION lock_stream(text, text, bigint, text) IS
'Internal. Locks the row of a stream for a change that is no append, and compares its version.';

REVOKE ALL ON FUNCTION lock_stream(text, text, bigint, text) FROM PUBLIC;
