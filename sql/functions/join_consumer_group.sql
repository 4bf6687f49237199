-- Makes the caller a member of a consumer group and gives it slots, as far as some are free; others get free when their members
-- have settled what they have. Returns member_id, which names the member from now on, and what extend_consumer_group_lease()
-- returns. p_member_name is for people, two may have the same.
--
-- Concurrency: READ COMMITTED only. Locks the group's row, and all slots where they are divided anew: balance_consumer_group.
-- Errors: SE027 no such group; SE010, SE011 a group of another history of the store; SE005, SE021, SE009.
CREATE OR REPLACE FUNCTION join_consumer_group(
    p_name text,
    p_member_name text,
    p_tenant text DEFAULT NULL,
    OUT member_id uuid,
    OUT lease interval,
    OUT slots_held integer,
    OUT fair_share integer,
    OUT look_again_after interval
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups;
BEGIN
    PERFORM check_consumer_group('p_member_name', p_member_name);
    PERFORM require_read_committed('joining a consumer group');
    v_group := lock_consumer_group(p_name, p_tenant);
    PERFORM check_consumer_group_history(v_group);
    member_id := gen_random_uuid();
    INSERT INTO consumer_group_members (member_id, group_id, tenant, name, joined_at, extended_at, expires_at)
    SELECT member_id, v_group.group_id, v_group.tenant, p_member_name, n.now, n.now, n.now + v_group.lease
    FROM clock_timestamp() AS n (now);
    SELECT e.lease, e.slots_held, e.fair_share, e.look_again_after INTO lease, slots_held, fair_share, look_again_after
    FROM extend_consumer_group_lease(member_id) AS e;
END
$function$;

COMMENT ON FUNCTION join_consumer_group(text, text, text) IS
'Makes the caller a member of a consumer group under a lease, and gives it its share of the streams.';

REVOKE ALL ON FUNCTION join_consumer_group(text, text, text) FROM PUBLIC;
