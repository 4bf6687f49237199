-- Gives back all that a member holds: what it has not settled is handed to others at once, and counts no failure. Returns
-- whether it was a member; one whose lease has run out, and that nobody has removed yet, is.
--
-- Concurrency: READ COMMITTED only. Locks the group's row, then its slots in their order. Errors: SE021, SE009.
CREATE OR REPLACE FUNCTION leave_consumer_group(p_member uuid)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups;
BEGIN
    PERFORM require_read_committed('leaving a consumer group');
    SELECT g.* INTO v_group
    FROM consumer_group_members AS m
    INNER JOIN consumer_groups AS g ON g.group_id = m.group_id
    WHERE m.member_id = p_member
    FOR NO KEY UPDATE OF g;
    IF v_group.is_for_all_tenants THEN
        PERFORM require_all_tenants();
    END IF;
    DELETE FROM consumer_group_members AS m WHERE m.member_id = p_member AND m.group_id = v_group.group_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM consumer_group_slots AS s WHERE s.group_id = v_group.group_id ORDER BY s.slot FOR UPDATE;
    PERFORM free_consumer_group_slots(
        v_group, ARRAY(SELECT s.slot FROM consumer_group_slots AS s WHERE s.member_id = p_member), false
    );
    RETURN true;
END
$function$;

COMMENT ON FUNCTION leave_consumer_group(uuid) IS
'Gives back all that a member holds, at once; returns whether it was a member.';

REVOKE ALL ON FUNCTION leave_consumer_group(uuid) FROM PUBLIC;
