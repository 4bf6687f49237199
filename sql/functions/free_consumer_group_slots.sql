-- Takes slots from their members: the token changes, so whatever a former holder still says is refused, and what it had not
-- settled is to be handed out again. p_is_failure: the member has vanished, which counts against the first event of each stream
-- that it had: an event that ends its member is parked in the end. Those that only were in the same hands are not: from the
-- second time on each is handed out alone (fetch_consumer_group_events), and no event is parked before the third.
-- Concurrency: the caller holds the slots' rows. Internal: called when members leave, vanish, or have slots to spare.
CREATE OR REPLACE FUNCTION free_consumer_group_slots(p_group consumer_groups, p_slots integer[], p_is_failure boolean)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_error text := 'a member that had it has vanished';
BEGIN
    UPDATE consumer_group_slots AS s
    SET member_id = NULL, token = s.token + 1, unacknowledged = 0, is_releasing = false
    WHERE s.group_id = p_group.group_id AND s.slot = ANY (p_slots);
    IF p_is_failure AND p_group.max_attempts > 0 THEN
        PERFORM park_consumer_group_head(r.group_id, r.slot, r.stream_id, r.attempts + r.takeovers + 1, v_error, true)
        FROM consumer_group_streams AS r
        WHERE r.group_id = p_group.group_id AND r.slot = ANY (p_slots) AND r.pending <> '{}'
            AND r.attempts + r.takeovers + 1 >= greatest(p_group.max_attempts, 3);
    END IF;
    UPDATE consumer_group_streams AS r
    SET
        first_version = r.pending[1],
        pending = '{}',
        is_behind = true,
        takeovers = r.takeovers + p_is_failure::integer,
        last_error = CASE WHEN p_is_failure THEN v_error ELSE r.last_error END,
        available_at = clock_timestamp(),
        set_at = clock_timestamp()
    WHERE r.group_id = p_group.group_id AND r.slot = ANY (p_slots) AND r.pending <> '{}';
    UPDATE consumer_group_parked AS p
    SET
        is_delivered = false,
        attempts = p.attempts + p_is_failure::integer,
        last_error = CASE WHEN p_is_failure THEN v_error ELSE p.last_error END,
        replay_at = CASE
            WHEN p_is_failure AND p_group.max_attempts > 0 AND p.attempts + 1 >= greatest(p_group.max_attempts, 3) THEN NULL
            ELSE clock_timestamp()
        END
    WHERE p.group_id = p_group.group_id AND p.slot = ANY (p_slots) AND p.is_delivered;
END
$function$;

COMMENT ON FUNCTION free_consumer_group_slots(consumer_groups, integer[], boolean) IS
'Internal. Takes slots from their members, whose tokens are refused from then on; what they had is handed out again.';

REVOKE ALL ON FUNCTION free_consumer_group_slots(consumer_groups, integer[], boolean) FROM PUBLIC;
