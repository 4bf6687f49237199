-- Refuses what cannot be done with an inline projection. Internal. Errors: SE026.
CREATE OR REPLACE FUNCTION require_not_inline(
    p_name text,
    p_tenant text
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF EXISTS (SELECT FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name AND p.is_inline) THEN
        PERFORM raise_projection_moved(p_name, p_tenant, 'it is inline', 'make_projection_asynchronous() first.');
    END IF;
END
$function$;

COMMENT ON FUNCTION require_not_inline(text, text) IS
'Internal. Refuses (SE026) what cannot be done with an inline projection.';

REVOKE ALL ON FUNCTION require_not_inline(text, text) FROM PUBLIC;
