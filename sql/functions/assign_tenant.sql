-- Gives a role a tenant; null: all tenants. It holds for the members of the role as well, and has an effect while tenant
-- isolation is on. Returns whether it is new.
-- Errors: SE005 for a role that does not exist or a name that cannot be a tenant's.
CREATE OR REPLACE FUNCTION assign_tenant(p_role text, p_tenant text)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = p_role)
        OR octet_length(p_tenant) > 255 OR p_tenant ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
    THEN
        PERFORM raise_error(
            'SE005', format('cannot give the role %s the tenant %s', to_json(p_role), to_json(p_tenant)),
            json_build_object('role', p_role, 'tenant', p_tenant),
            'Name a role that exists, and a tenant of at most 255 bytes without control characters; null for all tenants.'
        );
    END IF;
    INSERT INTO role_tenants (role_name, tenant) VALUES (p_role, p_tenant) ON CONFLICT DO NOTHING;
    RETURN found;
END
$function$;

COMMENT ON FUNCTION assign_tenant(text, text) IS
'Gives a role, and its members, a tenant for tenant isolation; null: all tenants.';

REVOKE ALL ON FUNCTION assign_tenant(text, text) FROM PUBLIC;
