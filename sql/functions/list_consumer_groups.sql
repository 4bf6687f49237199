-- The consumer groups of a tenant (null: all that the role may see), with what they read and how they fare.
--
-- settled_position: up to where every event is settled, but for parked ones; reset_consumer_group() to there loses nothing.
-- lag: positions between the slot of which least was handed out and the head. unacknowledged: events that members have and
-- have not settled. waiting_streams: streams that wait after a failure or for a new member; last_error is one of their
-- errors. members: those whose leases last. is_for_all_tenants: then p_tenant null names it in other calls.
-- Concurrency: one snapshot.
CREATE OR REPLACE FUNCTION list_consumer_groups(p_tenant text DEFAULT NULL)
RETURNS TABLE (
    name text,
    tenant text,
    is_for_all_tenants boolean,
    aggregate_types text[],
    event_types text[],
    slots integer,
    lease interval,
    max_attempts integer,
    max_unacknowledged integer,
    members bigint,
    free_slots bigint,
    settled_position bigint,
    lag bigint,
    unacknowledged bigint,
    waiting_streams bigint,
    parked_events bigint,
    last_error text,
    is_of_this_history boolean,
    created_at timestamptz
)
LANGUAGE sql
STABLE
SECURITY DEFINER
ROWS 10
SET search_path FROM CURRENT
AS $function$
    SELECT
        g.name, g.tenant, g.is_for_all_tenants, g.aggregate_types, g.event_types, g.slots, g.lease, g.max_attempts,
        g.max_unacknowledged,
        (SELECT count(*) FROM consumer_group_members AS m WHERE m.group_id = g.group_id
            AND consumer_group_lease_lasts(m.extended_at, m.expires_at)),
        p.free_slots, consumer_group_settled_position(g.group_id), greatest(h.head_position - p.delivered_position, 0),
        p.unacknowledged,
        r.waiting_streams,
        (SELECT count(*) FROM consumer_group_parked AS a WHERE a.group_id = g.group_id),
        r.last_error,
        g.epoch = s.epoch AND p.last_position <= h.head_position,
        g.created_at
    FROM consumer_groups AS g
    CROSS JOIN store AS s
    CROSS JOIN head_position() AS h (head_position)
    CROSS JOIN LATERAL (
        SELECT
            count(*) FILTER (WHERE c.member_id IS NULL) AS free_slots, min(c.delivered_position) AS delivered_position,
            max(c.delivered_position) AS last_position, sum(c.unacknowledged)::bigint AS unacknowledged
        FROM consumer_group_slots AS c
        WHERE c.group_id = g.group_id
    ) AS p
    CROSS JOIN LATERAL (
        SELECT count(*) AS waiting_streams, max(c.last_error) AS last_error
        FROM consumer_group_streams AS c
        WHERE c.group_id = g.group_id AND c.is_behind
    ) AS r
    WHERE (p_tenant IS NULL OR (g.tenant = p_tenant AND NOT g.is_for_all_tenants))
        AND (NOT g.is_for_all_tenants OR current_tenants() IS NULL)
    ORDER BY g.is_for_all_tenants DESC, g.tenant, g.name
$function$;

COMMENT ON FUNCTION list_consumer_groups(text) IS
'The consumer groups with what they read, their lag, members, and what is parked.';

REVOKE ALL ON FUNCTION list_consumer_groups(text) FROM PUBLIC;
