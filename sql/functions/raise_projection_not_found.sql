-- Refuses a projection that there is none of. Internal. Errors: SE025.
CREATE OR REPLACE FUNCTION raise_projection_not_found(
    p_name text,
    p_tenant text
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM raise_error(
        'SE025', format('there is no projection %s', coalesce(to_json(p_name)::text, 'null')),
        json_build_object('name', p_name, 'tenant', p_tenant),
        'list_projections() lists them; create_projection() makes one.'
    );
END
$function$;

COMMENT ON FUNCTION raise_projection_not_found(text, text) IS
'Internal. Refuses a projection that there is none of (SE025).';

REVOKE ALL ON FUNCTION raise_projection_not_found(text, text) FROM PUBLIC;
