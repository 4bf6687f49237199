-- Refuses a null tenant where the tenant is part of a name: a stream's, or a checkpoint's. '' is no tenant.
-- Internal: called by the functions that look for one stream or one checkpoint, when they have found none. Errors: SE005.
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
END
$function$;

COMMENT ON FUNCTION require_tenant(text) IS
'Internal. Refuses (SE005) a null tenant where the tenant is part of a name.';

REVOKE ALL ON FUNCTION require_tenant(text) FROM PUBLIC;
