-- Removes members whose leases have run out, and divides the slots: nobody is to have more than its fair share
-- (consumer_group_shares). Who has more gives those away at which nothing is unsettled, at once, and of others gets nothing
-- more, until they are settled. p_member then takes what is free, up to its share. Returns its share.
--
-- Concurrency: the caller holds the group's row, so that two never divide at once. Looks without locks first; where there is
-- nothing to do, as at nearly every heartbeat, nobody is kept waiting. Otherwise all slots are locked in their order, which is
-- that of fetching and settling, and looked at once more by later statements. Somebody whose lease has run out and who settles
-- at this moment either has the slot first, and is believed because nobody else has had it, or comes later and is refused by
-- the token. Internal: called by those who join, extend, and leave.
CREATE OR REPLACE FUNCTION balance_consumer_group(p_group consumer_groups, p_member uuid)
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_now timestamptz := clock_timestamp();
    v_expired uuid[] := ARRAY(
        SELECT m.member_id FROM consumer_group_members AS m WHERE m.group_id = p_group.group_id
            AND NOT consumer_group_lease_lasts(m.extended_at, m.expires_at, v_now)
    );
    v_share integer := (SELECT h.share FROM consumer_group_shares(p_group, v_now) AS h WHERE h.member_id = p_member);
BEGIN
    IF cardinality(v_expired) = 0 AND NOT EXISTS (
        SELECT FROM consumer_group_slots AS s
        WHERE s.group_id = p_group.group_id AND (s.member_id IS NULL OR s.is_releasing)
    ) AND NOT EXISTS (SELECT FROM consumer_group_shares(p_group, v_now) AS h WHERE h.slots > h.share) THEN
        RETURN v_share;
    END IF;
    PERFORM FROM consumer_group_slots AS s WHERE s.group_id = p_group.group_id ORDER BY s.slot FOR UPDATE;
    IF cardinality(v_expired) > 0 THEN
        PERFORM free_consumer_group_slots(p_group, ARRAY(
            SELECT s.slot FROM consumer_group_slots AS s WHERE s.group_id = p_group.group_id AND s.member_id = ANY (v_expired)
        ), true);
        DELETE FROM consumer_group_members AS m WHERE m.member_id = ANY (v_expired);
    END IF;
    v_share := (SELECT h.share FROM consumer_group_shares(p_group, v_now) AS h WHERE h.member_id = p_member);
    -- Those with nothing unsettled are given away first; what was to be given away and is not any more, is kept.
    UPDATE consumer_group_slots AS s
    SET is_releasing = r.number > r.share
    FROM (
        SELECT a.slot, h.share, row_number() OVER (PARTITION BY a.member_id ORDER BY a.unacknowledged DESC, a.slot) AS number
        FROM consumer_group_slots AS a
        INNER JOIN consumer_group_shares(p_group, v_now) AS h ON h.member_id = a.member_id
        WHERE a.group_id = p_group.group_id
    ) AS r
    WHERE s.group_id = p_group.group_id AND s.slot = r.slot AND s.is_releasing <> (r.number > r.share);
    PERFORM free_consumer_group_slots(p_group, ARRAY(
        SELECT s.slot FROM consumer_group_slots AS s
        WHERE s.group_id = p_group.group_id AND s.is_releasing AND s.unacknowledged = 0
    ), false);
    UPDATE consumer_group_slots AS s
    SET member_id = p_member
    WHERE s.group_id = p_group.group_id AND s.slot = ANY (ARRAY(
        SELECT a.slot FROM consumer_group_slots AS a
        WHERE a.group_id = p_group.group_id AND a.member_id IS NULL
        ORDER BY a.delivered_position, a.slot
        LIMIT greatest(v_share - (
            SELECT count(*) FROM consumer_group_slots AS c WHERE c.group_id = p_group.group_id AND c.member_id = p_member
        ), 0)
    )) AND p_member IS NOT NULL;
    RETURN v_share;
END
$function$;

COMMENT ON FUNCTION balance_consumer_group(consumer_groups, uuid) IS
'Internal. Removes members whose leases have run out, and divides the slots of a group; returns the fair share.';

REVOKE ALL ON FUNCTION balance_consumer_group(consumer_groups, uuid) FROM PUBLIC;
