-- Which roles have which tenants; a null tenant: all of them. role_exists is false for a role that was dropped or renamed.
CREATE OR REPLACE FUNCTION list_tenant_assignments()
RETURNS TABLE (role_name text, tenant text, role_exists boolean, assigned_at timestamptz)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT t.role_name, t.tenant, r.oid IS NOT NULL, t.assigned_at
    FROM role_tenants AS t
    LEFT JOIN pg_roles AS r ON r.rolname = t.role_name
    WHERE require_all_tenants()
    ORDER BY t.role_name, t.tenant
$function$;

COMMENT ON FUNCTION list_tenant_assignments() IS
'Which roles have which tenants for tenant isolation; a null tenant: all of them.';

REVOKE ALL ON FUNCTION list_tenant_assignments() FROM PUBLIC;
