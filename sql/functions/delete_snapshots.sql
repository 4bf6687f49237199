-- Deletes the snapshots of a stream, of one state type or (null) of all; returns how many. The next load reads the events.
-- Errors: SE005 for a null tenant.
CREATE OR REPLACE FUNCTION delete_snapshots(
    p_aggregate_type text,
    p_aggregate_id text,
    p_state_type text DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_count bigint;
BEGIN
    PERFORM require_tenant(p_tenant);
    DELETE FROM snapshots AS n
    USING streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id
        AND n.stream_id = s.stream_id
        AND (p_state_type IS NULL OR n.state_type = p_state_type);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$function$;

COMMENT ON FUNCTION delete_snapshots(text, text, text, text) IS
'Deletes the snapshots of a stream, of one state type or of all; returns how many.';

REVOKE ALL ON FUNCTION delete_snapshots(text, text, text, text) FROM PUBLIC;
