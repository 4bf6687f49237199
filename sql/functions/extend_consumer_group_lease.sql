-- Holds a member's slots for the group's lease from now on, and gives it its share of what has become free: the slots of
-- members whose leases have run out, and those of which others have too many. To be called each third of the lease, and after
-- look_again_after, when something may have become free. A lease that has run out is not extended, even where nobody has taken
-- over: the member has to stop handling events when by its own clock the lease has passed since it began the last call that
-- succeeded. A clock of the server that is set back ends leases, too.
--
-- Concurrency: READ COMMITTED only. Locks the group's row, so that the slots are divided by one at a time, and all slots where
-- they are divided anew: balance_consumer_group. Errors: SE028 the lease has ended; SE021, SE009.
CREATE OR REPLACE FUNCTION extend_consumer_group_lease(
    p_member uuid,
    OUT lease interval,
    OUT slots_held integer,
    OUT fair_share integer,
    OUT look_again_after interval
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_group consumer_groups;
    v_now timestamptz;
BEGIN
    PERFORM require_read_committed('extending the lease of a member');
    v_group := consumer_group_of_member(p_member);
    PERFORM FROM consumer_groups AS g WHERE g.group_id = v_group.group_id FOR NO KEY UPDATE;
    v_now := clock_timestamp();
    UPDATE consumer_group_members AS m
    SET extended_at = v_now, expires_at = v_now + v_group.lease
    WHERE m.member_id = p_member AND consumer_group_lease_lasts(m.extended_at, m.expires_at, v_now);
    IF NOT FOUND THEN
        PERFORM raise_consumer_group_lease_lost(p_member);
    END IF;
    fair_share := balance_consumer_group(v_group, p_member);
    lease := v_group.lease;
    slots_held := (SELECT count(*) FROM consumer_group_slots AS s WHERE s.member_id = p_member AND NOT s.is_releasing);
    -- The end of the lease of somebody who has vanished is nearer than a third.
    look_again_after := least(
        lease / 3,
        (
            SELECT greatest(min(m.expires_at) - clock_timestamp(), '0') + interval '10 milliseconds'
            FROM consumer_group_members AS m
            WHERE m.group_id = v_group.group_id AND m.member_id <> p_member
        ),
        CASE WHEN slots_held < fair_share AND EXISTS (
            SELECT FROM consumer_group_slots AS s WHERE s.group_id = v_group.group_id AND s.is_releasing
        ) THEN interval '100 milliseconds' END
    );
END
$function$;

COMMENT ON FUNCTION extend_consumer_group_lease(uuid) IS
'Holds a member''s slots for the lease from now on, and gives it its share of what has become free. '
'SE028 when the lease has ended.';

REVOKE ALL ON FUNCTION extend_consumer_group_lease(uuid) FROM PUBLIC;
