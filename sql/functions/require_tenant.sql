-- Refuses a null tenant where the tenant is part of a name: a stream's, or a checkpoint's. '' is no tenant. While tenants are
-- isolated, refuses one that the session's role has not.
-- Internal: called by the functions that write, and by those that look for one stream or one checkpoint, when they have found
-- none. Errors: SE005, SE021.
CREATE OR REPLACE FUNCTION require_tenant(p_tenant text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF p_tenant IS NULL THEN
        PERFORM raise_error(
            'SE005', 'the tenant is null', json_build_object('argument', 'p_tenant'),
            'Name the tenant; the empty string is no tenant. Only functions that filter take null for all tenants.'
        );
    END IF;
    IF p_tenant <> ALL (coalesce(current_tenants(), ARRAY[p_tenant])) THEN
        PERFORM raise_error(
            'SE021', format('the tenant %s is not one of this role', to_json(p_tenant)), json_build_object('tenant', p_tenant),
            'Name a tenant that assign_tenant() gave to the role; current_tenants() lists them.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_tenant(text) IS
'Internal. Refuses a null tenant (SE005), and one that is not the role''s (SE021), where the tenant is part of a name.';

REVOKE ALL ON FUNCTION require_tenant(text) FROM PUBLIC;
