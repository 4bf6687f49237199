-- After events of these streams are settled: rows that hold nothing go, the slots' counts go down by p_settled, one number a
-- stream, and slots that are to be given away and have nothing unsettled are free.
-- Concurrency: the caller holds the slots' rows. Internal: called by the functions that settle events.
CREATE OR REPLACE FUNCTION settle_consumer_group_streams(p_group consumer_groups, p_stream_ids bigint[], p_settled bigint[])
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_free integer[];
BEGIN
    DELETE FROM consumer_group_streams AS r
    USING unnest(p_stream_ids) AS u (stream_id)
    WHERE r.group_id = p_group.group_id AND r.slot = hashint8extended(u.stream_id, 0) & (p_group.slots - 1)
        AND r.stream_id = u.stream_id AND r.pending = '{}' AND NOT r.is_behind;
    WITH settled AS (
        UPDATE consumer_group_slots AS s
        SET unacknowledged = s.unacknowledged - n.count
        FROM (
            SELECT hashint8extended(u.stream_id, 0) & (p_group.slots - 1) AS slot, sum(u.count) AS count
            FROM unnest(p_stream_ids, p_settled) AS u (stream_id, count)
            GROUP BY 1
        ) AS n
        WHERE s.group_id = p_group.group_id AND s.slot = n.slot
        RETURNING s.slot, s.is_releasing, s.unacknowledged
    )
    SELECT array_agg(s.slot) INTO v_free FROM settled AS s WHERE s.is_releasing AND s.unacknowledged = 0;
    IF v_free IS NOT NULL THEN
        PERFORM free_consumer_group_slots(p_group, v_free, false);
    END IF;
END
$function$;

COMMENT ON FUNCTION settle_consumer_group_streams(consumer_groups, bigint[], bigint[]) IS
'Internal. Counts what was settled, and frees slots that are to be given away.';

REVOKE ALL ON FUNCTION settle_consumer_group_streams(consumer_groups, bigint[], bigint[]) FROM PUBLIC;
