-- The number of the last migration that is installed.
CREATE OR REPLACE FUNCTION schema_version()
RETURNS integer
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT coalesce(max(h.migration), 0) FROM schema_history AS h
$function$;

COMMENT ON FUNCTION schema_version() IS
'The number of the last migration that is installed.';

REVOKE ALL ON FUNCTION schema_version() FROM PUBLIC;
