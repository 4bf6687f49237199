-- The tenants that the session's role sees and writes while tenant isolation is on; null: all of them.
--
-- The role is the one of SET ROLE or else the one that logged in, whoever's rights the calling function has. It has the
-- tenants that assign_tenant() gave to it or to a role of which it is a member. Superusers, roles that bypass row-level
-- security and members of the schema's owner have all. A role that nobody gave a tenant has none. The setting
-- event_store.tenant narrows this to one tenant: it never adds one.
CREATE OR REPLACE FUNCTION current_tenants()
RETURNS text[]
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_role name := coalesce(nullif(current_setting('role'), 'none'), session_user);
    v_tenant text := nullif(current_setting('event_store.tenant', true), '');
    v_tenants text[];
    v_all boolean;
BEGIN
    SELECT
        NOT s.is_tenant_isolated OR r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, n.nspowner, 'MEMBER')
    INTO v_all
    FROM store AS s, pg_namespace AS n, pg_roles AS r
    WHERE n.nspname = current_schema() AND r.rolname = v_role;
    IF v_all IS NOT TRUE THEN
        SELECT coalesce(array_agg(t.tenant), '{}'), coalesce(bool_or(t.tenant IS NULL), false)
        INTO v_tenants, v_all
        FROM role_tenants AS t
        INNER JOIN pg_roles AS r ON r.rolname = t.role_name
        WHERE pg_has_role(v_role, r.oid, 'MEMBER');
    END IF;
    RETURN CASE
        WHEN v_tenant IS NOT NULL AND (v_all OR v_tenant = ANY (v_tenants)) THEN ARRAY[v_tenant]
        WHEN v_tenant IS NOT NULL THEN '{}'
        WHEN NOT v_all THEN v_tenants
    END;
END
$function$;

COMMENT ON FUNCTION current_tenants() IS
'The tenants that the session''s role sees and writes while tenant isolation is on; null: all of them.';

REVOKE ALL ON FUNCTION current_tenants() FROM PUBLIC;
