-- The tenants that were given to the session's role, whether tenants are isolated or not; null: all of them. The policies of
-- isolated tables go by it.
--
-- The role is the one of SET ROLE or else the one that logged in, whoever's rights the calling function has. It has the
-- tenants that assign_tenant() gave to it or to a role of which it is a member. Superusers, roles that bypass row-level
-- security and members of the schema's owner have all. A role that nobody gave a tenant has none. The setting
-- event_store.tenant narrows this to one tenant: it never adds one.
CREATE OR REPLACE FUNCTION assigned_tenants()
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
        r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, n.nspowner, 'MEMBER')
    INTO v_all
    FROM pg_namespace AS n, pg_roles AS r
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

COMMENT ON FUNCTION assigned_tenants() IS
'The tenants that were given to the session''s role; null: all of them. The policies of isolated tables go by it.';

REVOKE ALL ON FUNCTION assigned_tenants() FROM PUBLIC;
