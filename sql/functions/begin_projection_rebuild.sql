-- Begins to build a projection anew from the start, beside the one in use: a further generation with a checkpoint of its
-- own (name@generation, status rebuilding). Its number tells its handler where to build, for example in tables of that
-- number; readers go on with the one in use until switch_projection(). Returns the number; when a rebuild is under way
-- already, that one's.
-- Errors: SE025; SE026 for an inline projection.
CREATE OR REPLACE FUNCTION begin_projection_rebuild(
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
    v_projection projections;
    v_generation integer;
BEGIN
    PERFORM lock_projection(p_name, NULL, p_tenant);
    SELECT p.* INTO v_projection FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name;
    PERFORM require_not_inline(p_name, p_tenant);
    IF v_projection.rebuilding_generation IS NOT NULL THEN
        RETURN v_projection.rebuilding_generation;
    END IF;
    v_generation := v_projection.last_generation + 1;
    -- Somebody else's checkpoint may bear the name.
    WHILE EXISTS (SELECT FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = p_name || '@' || v_generation) LOOP
        v_generation := v_generation + 1;
    END LOOP;
    UPDATE projections AS p SET rebuilding_generation = v_generation, last_generation = v_generation
    WHERE p.tenant = p_tenant AND p.name = p_name;
    INSERT INTO projection_generations (tenant, name, generation, checkpoint_name)
    VALUES (p_tenant, p_name, v_generation, p_name || '@' || v_generation);
    INSERT INTO checkpoints (tenant, name, global_position, epoch, status)
    SELECT p_tenant, p_name || '@' || v_generation, 0, s.epoch, 'rebuilding' FROM store AS s;
    RETURN v_generation;
END
$function$;

COMMENT ON FUNCTION begin_projection_rebuild(text, text) IS
'Begins to build a projection anew from the start, beside the one in use; returns the number of the new generation.';

REVOKE ALL ON FUNCTION begin_projection_rebuild(text, text) FROM PUBLIC;
