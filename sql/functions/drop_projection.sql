-- Drops a projection with its checkpoints and parked events; what it has built is the caller's. Returns whether there
-- was one.
-- Errors: SE026 for an inline projection.
CREATE OR REPLACE FUNCTION drop_projection(
    p_name text,
    p_tenant text DEFAULT ''
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM require_tenant(p_tenant);
    IF NOT EXISTS (SELECT FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name) THEN
        RETURN false;
    END IF;
    PERFORM lock_projection(p_name, NULL, p_tenant);
    PERFORM require_not_inline(p_name, p_tenant);
    DELETE FROM checkpoints AS c
    USING projection_generations AS g
    WHERE g.tenant = p_tenant AND g.name = p_name AND c.tenant = g.tenant AND c.name = g.checkpoint_name;
    DELETE FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name;
    RETURN FOUND;
END
$function$;

COMMENT ON FUNCTION drop_projection(text, text) IS
'Drops a projection with its checkpoints and parked events; returns whether there was one.';

REVOKE ALL ON FUNCTION drop_projection(text, text) FROM PUBLIC;
