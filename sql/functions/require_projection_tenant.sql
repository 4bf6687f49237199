-- Refuses to run a projection for a role that does not see all of its events: while tenants are isolated the projection would
-- step over the others'. p_events_tenant null: the events of all tenants.
-- Internal. Errors: SE021.
CREATE OR REPLACE FUNCTION require_projection_tenant(
    p_name text,
    p_events_tenant text
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF (p_events_tenant = ANY (current_tenants())) IS NOT TRUE AND current_tenants() IS NOT NULL THEN
        PERFORM raise_error(
            'SE021', format('this role does not see all events of projection %s', to_json(p_name)),
            json_build_object('name', p_name, 'events_tenant', p_events_tenant),
            'Run it as a role that has its tenant, or all tenants; or give the projection the tenant of its events.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_projection_tenant(text, text) IS
'Internal. Refuses (SE021) to run a projection for a role that does not see all of its events.';

REVOKE ALL ON FUNCTION require_projection_tenant(text, text) FROM PUBLIC;
