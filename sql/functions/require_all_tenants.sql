-- Refuses a role that has not all tenants what concerns the whole store, while tenants are isolated; otherwise true.
-- Internal: called by the functions that see or change what is everybody's, before they look at anything.
-- Errors: SE021.
CREATE OR REPLACE FUNCTION require_all_tenants()
RETURNS boolean
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF current_tenants() IS NOT NULL THEN
        PERFORM raise_error(
            'SE021', 'this concerns the whole store, and the role has not all tenants',
            json_build_object('tenants', current_tenants()),
            'Use a role that has all tenants (assign_tenant(<role>, NULL)), without event_store.tenant set.'
        );
    END IF;
    RETURN true;
END
$function$;

COMMENT ON FUNCTION require_all_tenants() IS
'Internal. Refuses (SE021) a role that has not all tenants what concerns the whole store.';

REVOKE ALL ON FUNCTION require_all_tenants() FROM PUBLIC;
