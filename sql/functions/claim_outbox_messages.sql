-- Claims messages of the outbox for a worker: streams that are due, longest due first, each with up to p_messages_per_stream
-- of its pending messages in order, p_limit in all. The streams are leased to the worker for p_visibility_timeout: nobody
-- else gets messages of them until the last one claimed is completed, one is retried, or the lease is released or runs out.
-- p_tenant null: all tenants.
--
-- A worker publishes each stream's messages in their order, different streams as it likes, and calls extend_outbox_lease()
-- in time. What it has published and not completed when its lease ran out is published again, by whoever claims it next.
--
-- A clock that is set forward ends leases early: then a message may be published by two workers, in order all the same. One
-- that is set back puts nothing off for longer than a lease or a delay: correct_outbox_times() with every claim that finds
-- nothing, and with one of sixteen, for a busy outbox always has something.
--
-- Concurrency: READ COMMITTED only. Locks the streams' rows of outbox_streams with SKIP LOCKED, waits for nobody and keeps
-- no append waiting. The messages are read by a later statement than the one that locks: an older snapshot shows messages as
-- pending that the holder before has completed. What it costs does not depend on how much is pending: plans go by the
-- indexes whatever the statistics say, for a queue that was empty when they were taken can be full at once; and most claims
-- for all tenants begin at outbox_claim_place, so they do not step over what others have claimed since the last VACUUM. So the
-- longest due come first among those that were committed in time: one that is due from before the place comes with one claim
-- of sixteen.
-- Errors: SE005 for a name or number that cannot be, SE009 under other isolation levels.
CREATE OR REPLACE FUNCTION claim_outbox_messages(
    p_worker text,
    p_limit integer DEFAULT 100,
    p_messages_per_stream integer DEFAULT 10,
    p_visibility_timeout interval DEFAULT '30 seconds',
    p_tenant text DEFAULT NULL
)
RETURNS SETOF outbox_message
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
SET enable_seqscan TO 'off'
SET enable_bitmapscan TO 'off'
SET enable_hashjoin TO 'off'
SET enable_mergejoin TO 'off'
AS $function$
DECLARE
    v_lease uuid := gen_random_uuid();
    v_now timestamptz := clock_timestamp();
    v_stream_ids bigint[];
    v_is_thorough boolean := random() < 1.0 / 16;
    v_first timestamptz;
    v_noted timestamptz;
    v_place timestamptz;
BEGIN
    PERFORM check_outbox_worker(p_worker, p_limit, p_messages_per_stream, p_visibility_timeout);
    PERFORM require_read_committed('claiming messages of the outbox');

    -- Rows are locked one by one as the outer query asks for them, so no more streams than fill the limit. A stream without a
    -- pending message counts as one. Twice, because one condition for both would be planned without the index of the tenant.
    IF p_tenant IS NULL THEN
        -- Whatever is due from before the place, because it was committed late or given back by a rollback, has its turn
        -- with one claim of sixteen, and as soon as nothing else is due.
        SELECT timestamptz '1970-01-01 00:00+00' + p.last_value * interval '1 microsecond' INTO v_noted
        FROM outbox_claim_place AS p;
        v_place := CASE WHEN v_is_thorough THEN timestamptz '-infinity' ELSE v_noted END;
        LOOP
            SELECT array_agg(DISTINCT c.stream_id), min(c.available_at) INTO v_stream_ids, v_first
            FROM (
                SELECT s.stream_id, s.available_at
                FROM (
                    SELECT
                        a.stream_id, a.available_at, least(a.first_position, a.replayed_position) AS first_position
                    FROM outbox_streams AS a
                    WHERE a.available_at >= v_place AND a.available_at <= v_now
                    ORDER BY a.available_at
                    LIMIT p_limit
                    FOR UPDATE SKIP LOCKED
                ) AS s
                LEFT JOIN LATERAL (
                    SELECT FROM outbox AS o
                    WHERE o.stream_id = s.stream_id AND o.global_position >= s.first_position
                        AND o.done_at IS NULL AND o.parked_at IS NULL
                    ORDER BY o.global_position
                    LIMIT p_messages_per_stream
                ) AS m ON true
                LIMIT p_limit
            ) AS c;
            EXIT WHEN v_stream_ids IS NOT NULL OR v_place = '-infinity';
            v_place := timestamptz '-infinity';
        END LOOP;
        -- Who sees his own streams only cannot tell where all begin. Where none is due, a poll in ten seconds writes.
        IF v_place = '-infinity' AND (v_first IS NOT NULL OR v_noted < v_now - interval '10 seconds')
            AND current_tenants() IS NULL
        THEN
            PERFORM setval(
                'outbox_claim_place', greatest(floor(extract(epoch FROM coalesce(v_first, v_now)) * 1000000), 1)::bigint
            );
        END IF;
    ELSE
        v_stream_ids := ARRAY(
            SELECT DISTINCT c.stream_id
            FROM (
                SELECT s.stream_id
                FROM (
                    SELECT a.stream_id, least(a.first_position, a.replayed_position) AS first_position
                    FROM outbox_streams AS a
                    WHERE a.available_at <= v_now AND a.tenant = p_tenant AND (a.tenant <> '' OR p_tenant = '')
                    ORDER BY a.available_at
                    LIMIT p_limit
                    FOR UPDATE SKIP LOCKED
                ) AS s
                LEFT JOIN LATERAL (
                    SELECT FROM outbox AS o
                    WHERE o.stream_id = s.stream_id AND o.global_position >= s.first_position
                        AND o.done_at IS NULL AND o.parked_at IS NULL
                    ORDER BY o.global_position
                    LIMIT p_messages_per_stream
                ) AS m ON true
                LIMIT p_limit
            ) AS c
        );
    END IF;
    IF coalesce(cardinality(v_stream_ids), 0) = 0 THEN
        PERFORM correct_outbox_times();
        RETURN;
    END IF;

    RETURN QUERY
    WITH messages AS MATERIALIZED (
        SELECT m.*, s.available_at
        FROM (
            SELECT a.stream_id, a.available_at, least(a.first_position, a.replayed_position) AS first_position
            FROM outbox_streams AS a
            WHERE a.stream_id = ANY (v_stream_ids)
            ORDER BY a.available_at
        ) AS s
        CROSS JOIN LATERAL (
            SELECT o.* FROM outbox AS o
            WHERE o.stream_id = s.stream_id AND o.global_position >= s.first_position
                AND o.done_at IS NULL AND o.parked_at IS NULL
            ORDER BY o.global_position
            LIMIT p_messages_per_stream
        ) AS m
        LIMIT p_limit
    ),
    leased AS (
        UPDATE outbox_streams AS s
        SET
            lease = v_lease,
            leased_by = p_worker,
            available_at = clock_timestamp() + p_visibility_timeout,
            set_at = clock_timestamp(),
            first_position = m.first_position,
            claimed_position = m.claimed_position,
            replayed_position = NULL
        FROM (
            SELECT c.stream_id, min(c.global_position) AS first_position, max(c.global_position) AS claimed_position
            FROM messages AS c
            GROUP BY c.stream_id
        ) AS m
        WHERE s.stream_id = m.stream_id
    )
    SELECT
        v_lease, m.attempts, m.last_error, m.parked_at,
        m.global_position, m.tenant, m.aggregate_type, m.aggregate_id, m.version, m.event_id, m.event_type, m.schema_version,
        m.content_type, m.data, m.data_bytes, m.metadata, m.correlation_id, m.causation_id, m.user_id, m.timestamp,
        m.recorded_at, m.checksum
    FROM messages AS m
    ORDER BY m.available_at, m.stream_id, m.global_position;

    -- Locked and not leased: nothing of them is pending any more.
    v_stream_ids := ARRAY(
        SELECT s.stream_id FROM outbox_streams AS s
        WHERE s.stream_id = ANY (v_stream_ids) AND s.lease IS DISTINCT FROM v_lease
    );
    IF cardinality(v_stream_ids) > 0 THEN
        PERFORM settle_outbox_streams(v_stream_ids);
    END IF;
    IF v_is_thorough THEN
        PERFORM correct_outbox_times();
    END IF;
END
$function$;

COMMENT ON FUNCTION claim_outbox_messages(text, integer, integer, interval, text) IS
'Claims pending messages of streams that are due, each stream''s in order, and leases the streams to the worker. '
'Nobody else gets messages of them until they are settled or the lease ends.';

REVOKE ALL ON FUNCTION claim_outbox_messages(text, integer, integer, interval, text) FROM PUBLIC;
