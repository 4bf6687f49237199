-- Lets a projection (the generation in use) run up to p_position and pause there; null takes that back. When it has
-- passed the position already it pauses at once.
-- Errors: SE025; SE005 for a negative position; SE026 for an inline projection.
CREATE OR REPLACE FUNCTION stop_projection_at(
    p_name text,
    p_position bigint,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM lock_projection(p_name, NULL, p_tenant);
    PERFORM require_not_inline(p_name, p_tenant);
    IF p_position < 0 THEN
        PERFORM raise_error(
            'SE005', format('%s is not a position', p_position), json_build_object('position', p_position),
            'Positions begin at 1.'
        );
    END IF;
    UPDATE projections AS p SET stop_position = p_position WHERE p.tenant = p_tenant AND p.name = p_name;
    PERFORM settle_stop_position(p_name, p_tenant);
END
$function$;

COMMENT ON FUNCTION stop_projection_at(text, bigint, text) IS
'Lets a projection run up to a position and pause there.';

REVOKE ALL ON FUNCTION stop_projection_at(text, bigint, text) FROM PUBLIC;
