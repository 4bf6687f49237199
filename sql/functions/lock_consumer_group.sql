-- The consumer group of this name, its row locked unless p_is_locked is false: p_tenant null is one of all tenants. Refuses a
-- role that may not have it. Concurrency: FOR NO KEY UPDATE, so that those who join, extend, leave, and change the group do so
-- one after the other. Locked before any slot; fetching and settling never ask for it. Internal: called by the functions of
-- consumer groups. Errors: SE005, SE021, SE027.
CREATE OR REPLACE FUNCTION lock_consumer_group(p_name text, p_tenant text, p_is_locked boolean DEFAULT true)
RETURNS consumer_groups
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups;
BEGIN
    IF p_tenant IS NULL THEN
        PERFORM require_all_tenants();
    ELSE
        PERFORM require_tenant(p_tenant);
    END IF;
    IF p_is_locked THEN
        PERFORM FROM consumer_groups AS g
        WHERE g.tenant = coalesce(p_tenant, '') AND g.is_for_all_tenants = (p_tenant IS NULL) AND g.name = p_name
        FOR NO KEY UPDATE;
    END IF;
    SELECT g.* INTO v_group
    FROM consumer_groups AS g
    WHERE g.tenant = coalesce(p_tenant, '') AND g.is_for_all_tenants = (p_tenant IS NULL) AND g.name = p_name;
    IF NOT FOUND THEN
        PERFORM raise_consumer_group_not_found(p_name, p_tenant);
    END IF;
    RETURN v_group;
END
$function$;

COMMENT ON FUNCTION lock_consumer_group(text, text, boolean) IS
'Internal. The consumer group of a name, its row locked or not.';

REVOKE ALL ON FUNCTION lock_consumer_group(text, text, boolean) FROM PUBLIC;
