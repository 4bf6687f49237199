-- Moves streams on whose messages are settled up to these positions: whose lease has more goes on under it, the others' ends.
-- Concurrency: the caller holds the rows of outbox_streams. Internal: called when messages are completed or parked.
CREATE OR REPLACE FUNCTION advance_outbox_streams(p_stream_ids bigint[], p_last_positions bigint[])
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_finished_ids bigint[];
BEGIN
    UPDATE outbox_streams AS s
    SET first_position = u.last_position + 1
    FROM unnest(p_stream_ids, p_last_positions) AS u (stream_id, last_position)
    WHERE s.stream_id = u.stream_id AND s.claimed_position > u.last_position;
    v_finished_ids := ARRAY(
        SELECT s.stream_id
        FROM unnest(p_stream_ids, p_last_positions) AS u (stream_id, last_position)
        INNER JOIN outbox_streams AS s ON s.stream_id = u.stream_id
        WHERE s.claimed_position <= u.last_position
    );
    IF cardinality(v_finished_ids) > 0 THEN
        PERFORM settle_outbox_streams(v_finished_ids);
    END IF;
END
$function$;

COMMENT ON FUNCTION advance_outbox_streams(bigint[], bigint[]) IS
'Internal. Moves streams of the outbox on whose messages are settled up to these positions.';

REVOKE ALL ON FUNCTION advance_outbox_streams(bigint[], bigint[]) FROM PUBLIC;
