-- Refuses a name that no projection can have: it is a checkpoint's, and name@generation is the checkpoint of a
-- generation that is being built. Internal. Errors: SE005, SE021.
CREATE OR REPLACE FUNCTION check_projection_name(
    p_name text,
    p_tenant text,
    p_start_position bigint
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF coalesce(p_name, '') = '' OR octet_length(p_name) > 240 OR p_name ~ E'[\\x01-\\x1f\\x7f-\\x9f@]'
        OR octet_length(p_tenant) > 255 OR p_tenant ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
        OR coalesce(p_start_position, -1) < 0
    THEN
        PERFORM raise_error(
            'SE005', 'not a projection',
            json_build_object('name', p_name, 'tenant', p_tenant, 'start_position', p_start_position),
            'A name of 1 to 240 bytes without control characters and @, and a position of at least 0.'
        );
    END IF;
    PERFORM require_tenant(p_tenant);
END
$function$;

COMMENT ON FUNCTION check_projection_name(text, text, bigint) IS
'Internal. Refuses (SE005) a name that no projection can have.';

REVOKE ALL ON FUNCTION check_projection_name(text, text, bigint) FROM PUBLIC;
