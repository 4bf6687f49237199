-- What is set for a stream, and how far it is removed. Deleted streams have it too.
-- truncate_before null: not truncated. scavenged_before: events of lower versions are gone; 1 when none is.
-- Concurrency: any isolation level. Errors: SE005 for a null tenant, SE018 stream not found.
CREATE OR REPLACE FUNCTION stream_metadata(
    p_aggregate_type text,
    p_aggregate_id text,
    p_tenant text DEFAULT ''
)
RETURNS TABLE (
    version bigint,
    max_count bigint,
    max_age interval,
    truncate_before bigint,
    scavenged_before bigint,
    deleted_at timestamptz
)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
BEGIN
    RETURN QUERY
    SELECT s.version, s.max_count, s.max_age, s.truncate_before, coalesce(g.scavenged_before, 1), s.deleted_at
    FROM streams AS s
    LEFT JOIN scavenged_streams AS g ON g.stream_id = s.stream_id
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    IF NOT FOUND THEN
        PERFORM raise_stream_not_found(p_aggregate_type, p_aggregate_id, p_tenant);
    END IF;
END
$function$;

COMMENT ON FUNCTION stream_metadata(text, text, text) IS
'What is set for a stream: limits, truncation, deletion; and how far its events are removed.';

REVOKE ALL ON FUNCTION stream_metadata(text, text, text) FROM PUBLIC;
