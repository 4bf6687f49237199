-- The name of the trigger of an inline projection. Internal.
CREATE OR REPLACE FUNCTION inline_projection_trigger(
    p_name text,
    p_tenant text
)
RETURNS text
LANGUAGE sql
IMMUTABLE
SET search_path FROM CURRENT
AS $function$
    SELECT 'inline_projection_' || md5(p_tenant || E'\x1f' || p_name)
$function$;

COMMENT ON FUNCTION inline_projection_trigger(text, text) IS
'Internal. The name of the trigger of an inline projection.';

REVOKE ALL ON FUNCTION inline_projection_trigger(text, text) FROM PUBLIC;
