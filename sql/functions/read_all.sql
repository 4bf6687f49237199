-- Reads events of the whole store in the order of their global positions, behind the barrier.
--
-- Forwards: events after p_position (null: from the start), up to p_until and never beyond the barrier, for which it asks.
-- Backwards, for people: events before p_position (null: from the barrier), newest first.
--
-- A reader that has asked safe_position() in an earlier statement passes the answer as p_until and p_until_is_safe => true:
-- it is believed, the question is spared, and fewer events than p_limit mean that everything up to p_until was looked at.
-- That holds of no other p_until: the barrier may be below it, or have stepped back below it. There, as without p_until, a
-- reader goes on after the last event that it has read.
--
-- Filters, each null for all: aggregate types, event types, tenant, p_from <= timestamp < p_before. Events of deleted
-- streams, and those beyond their stream's limits, are left out; a store without such streams does not look for them.
--
-- Concurrency: READ COMMITTED only (SE009). Takes no locks but those of a SELECT.
-- Errors: SE005 for a limit outside 1 to 100,000 or a negative position; SE009, also on a standby unless p_until_is_safe; SE020
-- when the page would pass over an event of a detached partition.
CREATE OR REPLACE FUNCTION read_all(
    p_position bigint DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_until bigint DEFAULT NULL,
    p_aggregate_types text[] DEFAULT NULL,
    p_event_types text[] DEFAULT NULL,
    p_tenant text DEFAULT NULL,
    p_from timestamptz DEFAULT NULL,
    p_before timestamptz DEFAULT NULL,
    p_backwards boolean DEFAULT false,
    p_until_is_safe boolean DEFAULT false
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1000
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_position bigint := p_position;
    v_until bigint := p_until;
    v_lower timestamptz;
    v_upper timestamptz;
    v_has_detached boolean;
    v_detached record;
    v_rows bigint;
    v_has_limited_streams boolean;
    v_next bigint;
    v_page_until bigint;
    v_read bigint := 0;
BEGIN
    PERFORM check_read(p_position, p_limit, p_until);
    PERFORM require_read_committed();
    -- A statement of its own, before the one that reads: only that one's snapshot is younger than the barrier.
    IF p_until IS NULL OR p_until_is_safe IS NOT TRUE THEN
        v_until := least(p_until, (safe_position()).safe_position);
    END IF;
    IF p_backwards THEN
        v_until := least(v_until, v_position - 1);
        v_position := 0;
    ELSE
        v_position := coalesce(v_position, 0);
    END IF;

    -- Bounds of time, so that the partitions that cannot hold such positions are pruned when the query starts.
    SELECT
        min(p.lower_bound), max(p.upper_bound),
        bool_or(p.state IN ('detaching', 'detached') AND NOT p.is_passed_over),
        (SELECT s.has_limited_streams FROM store AS s),
        min(p.first_position) FILTER (WHERE p.first_position - p_limit > v_position)
    INTO v_lower, v_upper, v_has_detached, v_has_limited_streams, v_next
    FROM partitions AS p
    WHERE p.first_position <= v_until
        AND coalesce(p.last_position > v_position, true);
    v_lower := greatest(v_lower, p_from);
    v_upper := least(v_upper, p_before);
    -- What is behind a detached event is not read; the page may still be full without it.
    IF v_has_detached THEN
        SELECT d.* INTO v_detached
        FROM detached_position(
            v_position, v_until, p_backwards, p_aggregate_types, p_event_types, p_tenant, p_from, p_before
        ) AS d
        WHERE d.partition_name IS NOT NULL;
        v_has_detached := FOUND;
        IF p_backwards THEN
            v_position := coalesce(v_detached.global_position, v_position);
        ELSE
            v_until := coalesce(v_detached.global_position - 1, v_until);
        END IF;
    END IF;

    IF p_aggregate_types IS NULL AND p_event_types IS NULL AND p_tenant IS NULL AND NOT p_backwards THEN
        IF v_has_limited_streams THEN
            RETURN QUERY SELECT r.* FROM read_within_limits(v_position, v_until, v_lower, v_upper, p_limit) AS r;
            GET DIAGNOSTICS v_read = ROW_COUNT;
        ELSE
            -- Where a month begins behind the page, first without it and those that follow: a page seldom needs a second look.
            LOOP
                v_page_until := least(v_until, v_next - 1);
                IF v_page_until < v_until OR v_position > coalesce(p_position, 0) THEN
                    SELECT greatest(min(p.lower_bound), p_from), least(max(p.upper_bound), p_before) INTO v_lower, v_upper
                    FROM partitions AS p
                    WHERE p.first_position <= v_page_until
                        AND coalesce(p.last_position > v_position, true);
                END IF;
                RETURN QUERY
                SELECT
                    e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
                    e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
                    e.user_id, e.timestamp, e.recorded_at, e.checksum
                FROM events AS e
                WHERE e.global_position > v_position
                    AND e.global_position <= v_page_until
                    AND e.timestamp >= v_lower
                    AND e.timestamp < v_upper
                ORDER BY e.global_position
                LIMIT p_limit - v_read;
                GET DIAGNOSTICS v_rows = ROW_COUNT;
                v_read := v_read + v_rows;
                EXIT WHEN v_read >= p_limit OR v_page_until >= v_until;
                v_position := v_page_until;
                SELECT min(p.first_position) INTO v_next FROM partitions AS p WHERE p.first_position - p_limit > v_position;
            END LOOP;
        END IF;
    ELSE
        -- With filters the plan depends on what they hold, so it is made for the case.
        RETURN QUERY EXECUTE
            'SELECT
            e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
            e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
            e.user_id, e.timestamp, e.recorded_at, e.checksum
        FROM events AS e
        WHERE e.global_position > $1 AND e.global_position <= $2 AND e.timestamp >= $3 AND e.timestamp < $4'
            || CASE WHEN p_aggregate_types IS NULL THEN '' ELSE ' AND e.aggregate_type = ANY ($5)' END
            || CASE WHEN p_event_types IS NULL THEN '' ELSE ' AND e.event_type = ANY ($6)' END
            || CASE WHEN p_tenant IS NULL THEN '' ELSE ' AND e.tenant = $7' END
            || limits_condition(v_has_limited_streams, 9)
            || ' ORDER BY e.global_position'
            || CASE WHEN p_backwards THEN ' DESC' ELSE '' END
            || ' LIMIT $8'
        USING v_position, v_until, v_lower, v_upper, p_aggregate_types, p_event_types, p_tenant, p_limit,
            clock_timestamp();
        GET DIAGNOSTICS v_read = ROW_COUNT;
    END IF;
    IF v_has_detached AND v_read < p_limit THEN
        PERFORM raise_detached(v_detached.partition_name);
    END IF;
END
$function$;

COMMENT ON FUNCTION read_all(
    bigint, integer, bigint, text[], text[], text, timestamptz, timestamptz, boolean, boolean
) IS
'Reads events of the whole store by global position behind the barrier, forwards after a position or backwards before it, '
'with filters. A p_until that safe_position() gave before is believed with p_until_is_safe; fewer events than the limit then '
'mean that everything up to it was looked at.';

REVOKE ALL ON FUNCTION read_all(
    bigint, integer, bigint, text[], text[], text, timestamptz, timestamptz, boolean, boolean
) FROM PUBLIC;
