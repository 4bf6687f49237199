-- The group of a member whose lease lasts. To be asked after the slots are locked: only then does the answer hold until they
-- are changed, because a member is removed by a transaction that locks its slots. Internal: called by fetching and settling.
-- Errors: SE028; SE021 for a role that may not have the group.
CREATE OR REPLACE FUNCTION consumer_group_of_member(p_member uuid)
RETURNS consumer_groups
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_group consumer_groups;
BEGIN
    SELECT g.* INTO v_group
    FROM consumer_group_members AS m
    INNER JOIN consumer_groups AS g ON g.group_id = m.group_id
    WHERE m.member_id = p_member AND consumer_group_lease_lasts(m.extended_at, m.expires_at);
    IF NOT FOUND THEN
        PERFORM raise_consumer_group_lease_lost(p_member);
    END IF;
    IF v_group.is_for_all_tenants THEN
        PERFORM require_all_tenants();
    END IF;
    RETURN v_group;
END
$function$;

COMMENT ON FUNCTION consumer_group_of_member(uuid) IS 'Internal. The group of a member whose lease lasts.';

REVOKE ALL ON FUNCTION consumer_group_of_member(uuid) FROM PUBLIC;
