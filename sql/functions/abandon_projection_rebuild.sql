-- Gives the generation up that is being built, in the caller's transaction, in which he removes what it has built.
-- Returns its number; null when there was none.
-- Errors: SE025.
CREATE OR REPLACE FUNCTION abandon_projection_rebuild(
    p_name text,
    p_tenant text DEFAULT ''
)
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_generation integer;
    v_checkpoint checkpoints;
BEGIN
    PERFORM require_tenant(p_tenant);
    SELECT p.rebuilding_generation INTO v_generation FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name;
    IF NOT FOUND THEN
        PERFORM raise_projection_not_found(p_name, p_tenant);
    END IF;
    IF v_generation IS NULL THEN
        RETURN NULL;
    END IF;
    v_checkpoint := lock_projection(p_name, v_generation, p_tenant);
    IF v_checkpoint.name = p_name THEN
        RETURN NULL;
    END IF;
    UPDATE projections AS p SET rebuilding_generation = NULL WHERE p.tenant = p_tenant AND p.name = p_name;
    DELETE FROM projection_generations AS g
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.generation = v_generation;
    DELETE FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = v_checkpoint.name;
    RETURN v_generation;
END
$function$;

COMMENT ON FUNCTION abandon_projection_rebuild(text, text) IS
'Gives the generation up that is being built; returns its number.';

REVOKE ALL ON FUNCTION abandon_projection_rebuild(text, text) FROM PUBLIC;
