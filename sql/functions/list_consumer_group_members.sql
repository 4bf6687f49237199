-- The members of a consumer group by the time they joined: how many slots each has, how many of these it is to give away, how
-- many events it has not settled. is_expired: its lease has run out, and nobody has removed it yet. Concurrency: one snapshot.
-- Errors: SE027 no such group; SE021.
CREATE OR REPLACE FUNCTION list_consumer_group_members(p_name text, p_tenant text DEFAULT NULL)
RETURNS TABLE (
    member_id uuid,
    name text,
    slots bigint,
    releasing_slots bigint,
    unacknowledged bigint,
    joined_at timestamptz,
    extended_at timestamptz,
    expires_at timestamptz,
    is_expired boolean
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 10
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups := lock_consumer_group(p_name, p_tenant, false);
BEGIN
    RETURN QUERY
    SELECT
        m.member_id, m.name, count(s.slot), count(s.slot) FILTER (WHERE s.is_releasing),
        coalesce(sum(s.unacknowledged), 0)::bigint, m.joined_at, m.extended_at, m.expires_at,
        NOT consumer_group_lease_lasts(m.extended_at, m.expires_at)
    FROM consumer_group_members AS m
    LEFT JOIN consumer_group_slots AS s ON s.member_id = m.member_id
    WHERE m.group_id = v_group.group_id
    GROUP BY m.member_id
    ORDER BY m.joined_at, m.member_id;
END
$function$;

COMMENT ON FUNCTION list_consumer_group_members(text, text) IS
'The members of a consumer group with their slots, what they have not settled, and their leases.';

REVOKE ALL ON FUNCTION list_consumer_group_members(text, text) FROM PUBLIC;
