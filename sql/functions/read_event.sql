-- Reads one event by its id; no row when there is none, it is another tenant's (null: whichever tenant's it is), its stream is
-- deleted, or it is beyond the stream's limits.
-- Concurrency: any isolation level; VOLATILE for the reason that read_stream has.
-- Errors: SE020 when it is in a detached partition, or (but for READ COMMITTED) a partition was detached or rewritten after the
-- snapshot.
CREATE OR REPLACE FUNCTION read_event(
    p_event_id uuid,
    p_tenant text DEFAULT ''
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_now timestamptz := clock_timestamp();
    v_detached text;
    v_exists boolean;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM require_current_partitions();
    END IF;
    RETURN QUERY
    SELECT
        e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
        e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
        e.user_id, e.timestamp, e.recorded_at, e.checksum
    FROM event_ids AS i
    INNER JOIN events AS e ON e.timestamp = i.timestamp AND e.stream_id = i.stream_id AND e.version = i.version
    LEFT JOIN streams AS s
        ON s.tenant = e.tenant AND s.aggregate_type = e.aggregate_type AND s.aggregate_id = e.aggregate_id
    WHERE i.event_id = p_event_id
        AND (p_tenant IS NULL OR e.tenant = p_tenant)
        AND is_beyond_limits(
            e.version, e.recorded_at, s.version, s.deleted_at, s.truncate_before, s.max_count, s.max_age, v_now
        ) IS NOT TRUE;
    IF NOT FOUND THEN
        SELECT p.partition_name INTO v_detached
        FROM event_ids AS i
        INNER JOIN partitions AS p ON p.lower_bound <= i.timestamp AND p.upper_bound > i.timestamp
        WHERE i.event_id = p_event_id AND p.state IN ('detaching', 'detached') AND NOT p.is_passed_over;
        IF v_detached IS NOT NULL THEN
            EXECUTE format(
                'SELECT EXISTS (SELECT FROM event_ids AS i INNER JOIN %I AS e '
                'ON e.timestamp = i.timestamp AND e.stream_id = i.stream_id AND e.version = i.version '
                'WHERE i.event_id = $1 AND ($2 IS NULL OR e.tenant = $2) '
                'AND e.tenant = ANY (coalesce((SELECT current_tenants()), ARRAY[e.tenant])))', v_detached
            ) INTO v_exists USING p_event_id, p_tenant;
            IF v_exists THEN
                PERFORM raise_detached(v_detached);
            END IF;
        END IF;
    END IF;
    -- Once more: the read may have waited for whoever rewrote a partition.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM require_current_partitions();
    END IF;
END
$function$;

COMMENT ON FUNCTION read_event(uuid, text) IS
'Reads one event by its id; no row when there is none.';

REVOKE ALL ON FUNCTION read_event(uuid, text) FROM PUBLIC;
