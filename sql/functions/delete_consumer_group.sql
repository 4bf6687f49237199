-- Deletes a consumer group with all it knows: its members are none any more (SE028), and what was parked is forgotten. The
-- events stay in the log. Returns whether there was one. Concurrency: READ COMMITTED only. Locks the group's row, then its
-- slots in their order. Errors: SE021, SE009.
CREATE OR REPLACE FUNCTION delete_consumer_group(p_name text, p_tenant text DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group_id bigint;
BEGIN
    PERFORM require_read_committed('deleting a consumer group');
    IF p_tenant IS NULL THEN
        PERFORM require_all_tenants();
    ELSE
        PERFORM require_tenant(p_tenant);
    END IF;
    SELECT g.group_id INTO v_group_id
    FROM consumer_groups AS g
    WHERE g.tenant = coalesce(p_tenant, '') AND g.is_for_all_tenants = (p_tenant IS NULL) AND g.name = p_name
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM FROM consumer_group_slots AS s WHERE s.group_id = v_group_id ORDER BY s.slot FOR UPDATE;
    DELETE FROM consumer_group_members AS m WHERE m.group_id = v_group_id;
    DELETE FROM consumer_group_streams AS r WHERE r.group_id = v_group_id;
    DELETE FROM consumer_group_parked AS p WHERE p.group_id = v_group_id;
    DELETE FROM consumer_group_slots AS s WHERE s.group_id = v_group_id;
    DELETE FROM consumer_groups AS g WHERE g.group_id = v_group_id;
    RETURN true;
END
$function$;

COMMENT ON FUNCTION delete_consumer_group(text, text) IS
'Deletes a consumer group with all it knows; the events stay in the log. Returns whether there was one.';

REVOKE ALL ON FUNCTION delete_consumer_group(text, text) FROM PUBLIC;
