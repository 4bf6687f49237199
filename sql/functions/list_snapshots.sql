-- The snapshots of a stream, deleted or not, newest first, without their data: also those that latest_snapshot() passes over.
-- p_state_type null: of all types.
-- Concurrency: any isolation level. Errors: SE005 for a null tenant.
CREATE OR REPLACE FUNCTION list_snapshots(
    p_aggregate_type text,
    p_aggregate_id text,
    p_state_type text DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS TABLE (
    state_type text,
    version bigint,
    schema_version integer,
    event_id uuid,
    created_at timestamptz,
    content_type text,
    encoding text,
    original_size integer,
    stored_size integer
)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream_id bigint;
BEGIN
    SELECT s.stream_id INTO v_stream_id
    FROM streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    IF NOT FOUND THEN
        PERFORM require_tenant(p_tenant);
        RETURN;
    END IF;
    RETURN QUERY
    SELECT
        n.state_type, n.version, n.schema_version, n.event_id, n.created_at, n.content_type, n.encoding, n.original_size,
        n.stored_size
    FROM snapshots AS n
    WHERE n.stream_id = v_stream_id AND (p_state_type IS NULL OR n.state_type = p_state_type)
    ORDER BY n.version DESC, n.state_type, n.schema_version DESC;
END
$function$;

COMMENT ON FUNCTION list_snapshots(text, text, text, text) IS
'The snapshots of a stream, newest first, without their data.';

REVOKE ALL ON FUNCTION list_snapshots(text, text, text, text) FROM PUBLIC;
