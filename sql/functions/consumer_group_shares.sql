-- The members of a group whose leases last, how many slots each has, and how many it is to have: the number of slots by the
-- number of members, rounded up for as many as there are slots left over, and down for the others. Rounded up for those that
-- have most already, so that nothing moves which need not, then for those that joined first.
-- Internal: called by balance_consumer_group.
CREATE OR REPLACE FUNCTION consumer_group_shares(p_group consumer_groups, p_now timestamptz)
RETURNS TABLE (member_id uuid, slots integer, share integer)
LANGUAGE sql
STABLE
ROWS 10
SET search_path FROM CURRENT
AS $function$
    SELECT
        m.member_id, m.slots,
        (p_group.slots / m.members + (row_number() OVER (ORDER BY m.slots DESC, m.joined_at, m.member_id)
            <= p_group.slots % m.members)::integer)::integer
    FROM (
        SELECT a.member_id, a.joined_at, count(s.slot)::integer AS slots, count(*) OVER () AS members
        FROM consumer_group_members AS a
        LEFT JOIN consumer_group_slots AS s ON s.group_id = a.group_id AND s.member_id = a.member_id
        WHERE a.group_id = p_group.group_id AND consumer_group_lease_lasts(a.extended_at, a.expires_at, p_now)
        GROUP BY a.member_id
    ) AS m
$function$;

COMMENT ON FUNCTION consumer_group_shares(consumer_groups, timestamptz) IS
'Internal. The members of a group with how many slots each has, and is to have.';

REVOKE ALL ON FUNCTION consumer_group_shares(consumer_groups, timestamptz) FROM PUBLIC;
