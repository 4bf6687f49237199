-- Takes back delete_stream(): the stream is read and appended to again, at the version at which it was, which is returned.
-- Its events are visible again, as far as scavenge has not removed them; who wants them gone calls truncate_stream() before.
-- A stream that is not deleted stays as it is.
--
-- Concurrency: waits for a batch of the scavenger that is at this stream.
-- Errors: SE005 for a null tenant, SE018 stream not found.
CREATE OR REPLACE FUNCTION reopen_stream(
    p_aggregate_type text,
    p_aggregate_id text,
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
    UPDATE streams AS s
    SET deleted_at = NULL
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id
        AND s.deleted_at IS NOT NULL;
    RETURN v_stream.version;
END
$function$;

COMMENT ON FUNCTION reopen_stream(text, text, text) IS
'Takes back delete_stream(): the stream is read and appended to again, at the version returned.';

REVOKE ALL ON FUNCTION reopen_stream(text, text, text) FROM PUBLIC;
