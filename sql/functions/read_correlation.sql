-- Reads the events with one correlation id by global position, after p_position, behind the barrier. Null as p_tenant: of all
-- tenants.
-- Concurrency: READ COMMITTED only (SE009). Errors: SE005, SE009.
CREATE OR REPLACE FUNCTION read_correlation(
    p_correlation_id text,
    p_position bigint DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_tenant text DEFAULT ''
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_until bigint;
BEGIN
    PERFORM check_read(p_position, p_limit);
    v_until := (safe_position()).safe_position;
    RETURN QUERY
    SELECT
        e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
        e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
        e.user_id, e.timestamp, e.recorded_at, e.checksum
    FROM events AS e
    WHERE e.correlation_id = p_correlation_id
        AND (p_tenant IS NULL OR e.tenant = p_tenant)
        AND e.global_position > coalesce(p_position, 0)
        AND e.global_position <= v_until
    ORDER BY e.global_position
    LIMIT p_limit;
END
$function$;

COMMENT ON FUNCTION read_correlation(text, bigint, integer, text) IS
'Reads the events with one correlation id by global position, behind the barrier.';

REVOKE ALL ON FUNCTION read_correlation(text, bigint, integer, text) FROM PUBLIC;
