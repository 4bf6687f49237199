-- Deletes a stream softly: reading it raises SE017, its events are in no other read, and appends to it are refused (SE017)
-- until reopen_stream(). Nothing is removed before reopen_grace_seconds have passed; then scavenge removes the events, and the
-- stream's row and version stay. Returns the version. A stream that is deleted already stays as it is.
-- p_expected_version: -1 any, n exactly n.
--
-- Concurrency: waits for appends to the stream that are in flight; those that come later wait and are refused.
-- Errors: SE001 wrong expected version, SE005 invalid argument, SE018 stream not found.
CREATE OR REPLACE FUNCTION delete_stream(
    p_aggregate_type text,
    p_aggregate_id text,
    p_expected_version bigint DEFAULT -1,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream streams := lock_stream(p_aggregate_type, p_aggregate_id, p_expected_version, p_tenant);
BEGIN
    PERFORM note_limits();
    UPDATE streams AS s
    SET deleted_at = clock_timestamp()
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id
        AND s.deleted_at IS NULL;
    RETURN v_stream.version;
END
$function$;

COMMENT ON FUNCTION delete_stream(text, text, bigint, text) IS
'Deletes a stream softly: reads and appends are refused (SE017) until reopen_stream(). Returns its version.';

REVOKE ALL ON FUNCTION delete_stream(text, text, bigint, text) FROM PUBLIC;
