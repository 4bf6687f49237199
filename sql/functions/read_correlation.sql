-- Reads the events with one correlation id by global position, after p_position, behind the barrier. Null as p_tenant: of all
-- tenants. Events of deleted streams, and those beyond their stream's limits, are left out.
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
    v_now timestamptz := clock_timestamp();
    v_has_limited_streams boolean;
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
    SELECT s.has_limited_streams INTO v_has_limited_streams FROM store AS s;
    RETURN QUERY
    SELECT
        e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
        e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
        e.user_id, e.timestamp, e.recorded_at, e.checksum
    -- Ordered inside, so that the limits are asked for outside, once for all partitions.
    FROM (
        SELECT n.*
        FROM events AS n
        WHERE n.correlation_id = p_correlation_id
            AND (p_tenant IS NULL OR n.tenant = p_tenant)
            AND n.global_position > coalesce(p_position, 0)
            AND n.global_position <= v_until
        ORDER BY n.global_position
    ) AS e
    WHERE NOT v_has_limited_streams
        OR NOT EXISTS (
            SELECT FROM streams AS s
            WHERE s.stream_id = e.stream_id
                AND num_nonnulls(s.deleted_at, s.truncate_before, s.max_count, s.max_age) > 0
                AND is_beyond_limits(
                    e.version, e.recorded_at, s.version, s.deleted_at, s.truncate_before, s.max_count, s.max_age, v_now
                )
            OFFSET 0
        )
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
