-- The tenants that the session's role sees and writes; null: all of them, as while tenants are not isolated. See
-- assigned_tenants().
CREATE OR REPLACE FUNCTION current_tenants()
RETURNS text[]
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT CASE WHEN s.is_tenant_isolated THEN assigned_tenants() END FROM store AS s
$function$;

COMMENT ON FUNCTION current_tenants() IS
'The tenants that the session''s role sees and writes; null: all of them, as while tenants are not isolated.';

REVOKE ALL ON FUNCTION current_tenants() FROM PUBLIC;
