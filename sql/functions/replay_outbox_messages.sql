-- Makes parked messages pending again, with no attempts: those at p_global_positions, or all (null), the lowest positions
-- first, at most p_limit in a call; returns how many. p_tenant null: all tenants. They are published behind followers that
-- have gone on. A message of a stream that is leased just now is claimed with the next lease. One that lies between messages
-- that a worker has claimed and not settled stays parked, and is not counted: its worker settles in order and does not have
-- it. Call again when the lease has ended. A lease that has run out ends here.
--
-- Concurrency: locks the rows of outbox_streams in the order of stream_id and makes those that are missing, before it
-- touches a message, so that a worker that settles the stream at the same time waits and then sees it. Waits for workers'
-- transactions.
-- Errors: SE005 for a limit outside 1 to 100,000 or a position that is null, SE009.
CREATE OR REPLACE FUNCTION replay_outbox_messages(
    p_global_positions bigint[] DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_tenant text DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
SET enable_seqscan TO 'off'
SET enable_bitmapscan TO 'off'
SET enable_hashjoin TO 'off'
SET enable_mergejoin TO 'off'
AS $function$
DECLARE
    v_stream_ids bigint[];
    v_positions bigint[];
    v_count bigint;
BEGIN
    PERFORM check_read(NULL, p_limit);
    IF EXISTS (SELECT FROM unnest(p_global_positions) AS u (global_position) WHERE u.global_position IS NULL) THEN
        PERFORM raise_error(
            'SE005', 'a position of a message is null', json_build_object('argument', 'p_global_positions'),
            'Give the positions that list_parked_outbox_messages() returns, or null for all.'
        );
    END IF;
    PERFORM require_read_committed('replaying messages of the outbox');
    SELECT array_agg(m.stream_id), array_agg(m.global_position) INTO v_stream_ids, v_positions
    FROM (
        SELECT o.stream_id, o.global_position
        FROM outbox AS o
        WHERE o.parked_at IS NOT NULL
            AND (p_global_positions IS NULL OR o.global_position = ANY (p_global_positions))
            AND (p_tenant IS NULL OR o.tenant = p_tenant)
            AND NOT EXISTS (
                SELECT FROM outbox_streams AS s
                WHERE s.stream_id = o.stream_id AND s.lease IS NOT NULL AND s.available_at > clock_timestamp()
                    AND o.global_position BETWEEN s.first_position AND s.claimed_position
            )
        ORDER BY o.global_position
        LIMIT p_limit
    ) AS m;
    INSERT INTO outbox_streams AS s (stream_id, first_position, available_at, tenant, aggregate_type, aggregate_id)
    SELECT o.stream_id, min(o.global_position), clock_timestamp(), o.tenant, o.aggregate_type, o.aggregate_id
    FROM unnest(v_stream_ids, v_positions) AS u (stream_id, global_position)
    INNER JOIN outbox AS o USING (stream_id, global_position)
    GROUP BY o.stream_id, o.tenant, o.aggregate_type, o.aggregate_id
    ORDER BY o.stream_id
    ON CONFLICT (stream_id) DO UPDATE
    SET
        replayed_position = least(s.replayed_position, excluded.first_position),
        lease = CASE WHEN s.available_at > clock_timestamp() THEN s.lease END,
        leased_by = CASE WHEN s.available_at > clock_timestamp() THEN s.leased_by END,
        claimed_position = CASE WHEN s.available_at > clock_timestamp() THEN s.claimed_position END;
    -- Once more: a worker may have claimed messages before the row was locked.
    UPDATE outbox AS o
    SET parked_at = NULL, attempts = 0
    FROM unnest(v_stream_ids, v_positions) AS u (stream_id, global_position)
    WHERE o.stream_id = u.stream_id AND o.global_position = u.global_position AND o.parked_at IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM outbox_streams AS s
            WHERE s.stream_id = o.stream_id AND o.global_position BETWEEN s.first_position AND s.claimed_position
        );
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$function$;

COMMENT ON FUNCTION replay_outbox_messages(bigint[], integer, text) IS
'Makes parked messages of the outbox pending again, with no attempts; returns how many. '
'Those between messages that a worker has claimed stay parked.';

REVOKE ALL ON FUNCTION replay_outbox_messages(bigint[], integer, text) FROM PUBLIC;
