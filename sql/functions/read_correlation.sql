-- Reads the events with one correlation id by global position, after p_position, behind the barrier. Null as p_tenant: of all
-- tenants.
-- Concurrency: READ COMMITTED only (SE009). Errors: SE005, SE009, SE020 as read_all.
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
    v_detached record;
    v_rows bigint;
BEGIN
    PERFORM check_read(p_position, p_limit);
    v_until := (safe_position()).safe_position;
    SELECT d.* INTO v_detached
    FROM detached_position(
        coalesce(p_position, 0), v_until, p_tenant => p_tenant, p_condition => 'e.correlation_id = $8',
        p_value => p_correlation_id
    ) AS d
    WHERE d.partition_name IS NOT NULL
        AND EXISTS (SELECT FROM partitions AS p WHERE p.state IN ('detaching', 'detached') AND NOT p.is_passed_over);
    v_until := coalesce(v_detached.global_position - 1, v_until);
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
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows < p_limit AND v_detached.partition_name IS NOT NULL THEN
        PERFORM raise_detached(v_detached.partition_name);
    END IF;
END
$function$;

COMMENT ON FUNCTION read_correlation(text, bigint, integer, text) IS
'Reads the events with one correlation id by global position, behind the barrier.';

REVOKE ALL ON FUNCTION read_correlation(text, bigint, integer, text) FROM PUBLIC;
