-- Takes a tenant, or with null the right to all tenants, from a role. Returns whether it had it. Works for roles that are
-- gone, too.
CREATE OR REPLACE FUNCTION unassign_tenant(p_role text, p_tenant text)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    DELETE FROM role_tenants AS t WHERE t.role_name = p_role AND t.tenant IS NOT DISTINCT FROM p_tenant;
    RETURN found;
END
$function$;

COMMENT ON FUNCTION unassign_tenant(text, text) IS
'Takes a tenant, or with null the right to all tenants, from a role.';

REVOKE ALL ON FUNCTION unassign_tenant(text, text) FROM PUBLIC;
