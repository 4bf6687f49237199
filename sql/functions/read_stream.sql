-- Reads the events of one stream in the order of their versions.
--
-- Forwards: from version p_from_version (null: 1), included. Backwards: from p_from_version (null: the last) down.
-- p_from <= timestamp < p_before, each null for all. An absent stream has no rows. What is truncated, or beyond the stream's
-- limits, is left out; what is left is always the last events, without a gap.
--
-- Concurrency: any isolation level; needs no barrier, because versions have no gaps. VOLATILE, as all that reads events or the
-- registry of partitions: each query takes its snapshot after it has waited for whoever detaches or rewrites a partition. Under
-- the caller's, which is older, the events of that partition would be missing without a word.
-- Errors: SE005 for a limit outside 1 to 100,000, a negative version or a null tenant; SE017 when the stream is deleted; SE020
-- when the page would pass over an event of a detached partition, or (but for READ COMMITTED) a partition was detached or
-- rewritten after the snapshot.
CREATE OR REPLACE FUNCTION read_stream(
    p_aggregate_type text,
    p_aggregate_id text,
    p_from_version bigint DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_backwards boolean DEFAULT false,
    p_from timestamptz DEFAULT NULL,
    p_before timestamptz DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_stream_id bigint;
    v_lower timestamptz;
    v_upper timestamptz;
    v_first_version bigint;
    v_recorded_after timestamptz;
    v_deleted_at timestamptz;
    v_version bigint;
    v_has_detached boolean;
    v_detached record;
    v_bound bigint;
    v_rows bigint;
BEGIN
    PERFORM check_read(p_from_version, p_limit);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM require_current_partitions();
    END IF;
    -- The stream's row bounds its timestamps, so that the partitions outside are pruned when the query starts; and its
    -- versions, or the query, whose snapshot is younger, would have an event appended since without the one before it.
    SELECT
        s.stream_id,
        greatest(s.first_timestamp, p_from),
        CASE
            -- Before the first there is nothing, and before the least timestamp nothing to subtract.
            WHEN p_before <= s.first_timestamp THEN '-infinity'
            ELSE least(s.last_timestamp, p_before - interval '1 microsecond')
        END,
        greatest(s.truncate_before, s.version - s.max_count + 1, 1),
        clock_timestamp() - s.max_age,
        s.deleted_at,
        s.version,
        EXISTS (
            SELECT FROM partitions AS p
            WHERE p.state IN ('detaching', 'detached') AND NOT p.is_passed_over
                AND p.lower_bound <= s.last_timestamp AND p.upper_bound > s.first_timestamp
        )
    INTO v_stream_id, v_lower, v_upper, v_first_version, v_recorded_after, v_deleted_at, v_version, v_has_detached
    FROM streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    IF NOT FOUND THEN
        PERFORM require_tenant(p_tenant);
        RETURN;
    END IF;
    IF v_deleted_at IS NOT NULL THEN
        PERFORM raise_stream_deleted(p_aggregate_type, p_aggregate_id, p_tenant, v_version, v_deleted_at);
    END IF;
    IF p_backwards IS NOT TRUE THEN
        v_first_version := greatest(v_first_version, p_from_version);
    END IF;
    -- What is behind a detached event is not read; the page may still be full without it. Whether one is too old is not asked.
    IF v_has_detached THEN
        SELECT d.* INTO v_detached
        FROM detached_version(
            v_stream_id, CASE WHEN p_backwards THEN p_from_version ELSE v_first_version END, p_backwards, v_lower, v_upper
        ) AS d
        WHERE d.partition_name IS NOT NULL AND d.version >= v_first_version;
        v_has_detached := FOUND;
        v_bound := v_detached.version;
    END IF;
    IF v_recorded_after IS NOT NULL THEN
        -- From the first that is young enough on: also where the clock was set back, there is no gap.
        SELECT e.version INTO v_first_version
        FROM events AS e
        WHERE e.stream_id = v_stream_id
            AND e.version >= v_first_version
            AND e.timestamp >= v_lower
            AND e.timestamp <= v_upper
            AND e.recorded_at >= v_recorded_after
        ORDER BY e.version
        LIMIT 1;
    END IF;
    IF p_backwards THEN
        RETURN QUERY
        SELECT
            e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
            e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
            e.user_id, e.timestamp, e.recorded_at, e.checksum
        FROM events AS e
        WHERE e.stream_id = v_stream_id
            AND e.version >= v_first_version
            AND e.version <= least(p_from_version, v_version)
            AND e.version > coalesce(v_bound, 0)
            AND e.timestamp >= v_lower
            AND e.timestamp <= v_upper
        ORDER BY e.version DESC
        LIMIT p_limit;
    ELSE
        RETURN QUERY
        SELECT
            e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
            e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
            e.user_id, e.timestamp, e.recorded_at, e.checksum
        FROM events AS e
        WHERE e.stream_id = v_stream_id
            AND e.version >= v_first_version
            AND e.version <= coalesce(v_bound - 1, v_version)
            AND e.timestamp >= v_lower
            AND e.timestamp <= v_upper
        ORDER BY e.version
        LIMIT p_limit;
    END IF;
    IF v_has_detached THEN
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        IF v_rows < p_limit THEN
            PERFORM raise_detached(v_detached.partition_name);
        END IF;
    END IF;
    -- Once more: the read may have waited for whoever rewrote a partition.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM require_current_partitions();
    END IF;
END
$function$;

COMMENT ON FUNCTION read_stream(text, text, bigint, integer, boolean, timestamptz, timestamptz, text) IS
'Reads the events of one stream by version, forwards from a version or backwards. An absent stream has no rows.';

REVOKE ALL ON FUNCTION read_stream(text, text, bigint, integer, boolean, timestamptz, timestamptz, text) FROM PUBLIC;
