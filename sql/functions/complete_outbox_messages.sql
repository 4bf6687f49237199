-- Marks messages as done that were published under a lease, of one stream or several; returns how many. When the last one
-- that was claimed of a stream is settled, its lease ends. The others' goes on, as long as it has until then.
--
-- In order: a stream's messages are completed from its first on. Done before those in front of it, a message could not be
-- told from one that was published out of its turn, and after a crash those in front would be published behind it.
--
-- Concurrency: READ COMMITTED only. Locks the rows of outbox_streams in the order of stream_id; settle_outbox_streams() says
-- what an append waits for.
-- Errors: SE019 when the lease does not hold one of the messages (any more), and then nothing is changed; SE005 when a
-- message in front of one is pending, or a position is null; SE009.
CREATE OR REPLACE FUNCTION complete_outbox_messages(
    p_lease uuid,
    p_global_positions bigint[]
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
    v_positions bigint[] := ARRAY(SELECT DISTINCT u.global_position FROM unnest(p_global_positions) AS u (global_position));
    v_stream_ids bigint[];
    v_last_positions bigint[];
    v_count bigint;
    v_skipped bigint;
BEGIN
    IF array_position(v_positions, NULL) IS NOT NULL THEN
        PERFORM raise_error(
            'SE005', 'a position of a message is null', json_build_object('argument', 'p_global_positions'),
            'Give the positions that claim_outbox_messages() returned; nothing was changed.'
        );
    END IF;
    PERFORM require_read_committed('completing messages of the outbox');
    v_stream_ids := ARRAY(
        SELECT s.stream_id
        FROM outbox_streams AS s
        WHERE s.lease = p_lease
            AND EXISTS (
                SELECT FROM unnest(v_positions) AS u (global_position)
                WHERE u.global_position BETWEEN s.first_position AND s.claimed_position
            )
        ORDER BY s.stream_id
        FOR UPDATE
    );
    WITH done AS (
        UPDATE outbox AS o
        SET done_at = clock_timestamp()
        FROM outbox_streams AS s
        WHERE s.stream_id = ANY (v_stream_ids)
            AND o.stream_id = s.stream_id
            AND o.global_position BETWEEN s.first_position AND s.claimed_position
            AND o.global_position = ANY (v_positions)
            AND o.done_at IS NULL AND o.parked_at IS NULL
        RETURNING o.stream_id, o.global_position
    ),
    last AS (
        SELECT d.stream_id, max(d.global_position) AS global_position, count(*) AS messages
        FROM done AS d
        GROUP BY d.stream_id
    )
    SELECT array_agg(l.stream_id), array_agg(l.global_position), coalesce(sum(l.messages), 0)
    INTO v_stream_ids, v_last_positions, v_count
    FROM last AS l;
    IF v_count < cardinality(v_positions) THEN
        PERFORM raise_lease_lost(p_lease);
    END IF;
    v_skipped := (
        SELECT min(p.global_position)
        FROM unnest(v_stream_ids, v_last_positions) AS u (stream_id, last_position)
        INNER JOIN outbox_streams AS s ON s.stream_id = u.stream_id
        CROSS JOIN LATERAL first_pending_position(s.stream_id, s.first_position) AS p (global_position)
        WHERE p.global_position < u.last_position
    );
    IF v_skipped IS NOT NULL THEN
        PERFORM raise_error(
            'SE005', format('message %s is pending in front of one that would be done', v_skipped),
            json_build_object('argument', 'p_global_positions', 'position', v_skipped),
            'Complete the messages of a stream in order, from the first on; nothing was changed.'
        );
    END IF;
    PERFORM advance_outbox_streams(v_stream_ids, v_last_positions);
    RETURN v_count;
END
$function$;

COMMENT ON FUNCTION complete_outbox_messages(uuid, bigint[]) IS
'Marks messages as done that were published under a lease, each stream''s in order; returns how many. '
'SE019 when the lease is lost.';

REVOKE ALL ON FUNCTION complete_outbox_messages(uuid, bigint[]) FROM PUBLIC;
