-- Deletes a checkpoint; returns whether there was one.
-- Errors: SE005 for a null tenant, SE026 for the checkpoint of a projection: drop_projection().
CREATE OR REPLACE FUNCTION delete_checkpoint(
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
    IF EXISTS (SELECT FROM projection_generations AS g WHERE g.tenant = p_tenant AND g.checkpoint_name = p_name) THEN
        PERFORM raise_error(
            'SE026', format('checkpoint %s is that of a projection', to_json(p_name)),
            json_build_object('name', p_name, 'tenant', p_tenant),
            'complete_projection_batch() moves it, reset_projection() sets it, drop_projection() removes it.'
        );
    END IF;
    DELETE FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = p_name;
    RETURN FOUND;
END
$function$;

COMMENT ON FUNCTION delete_checkpoint(text, text) IS
'Deletes a checkpoint; returns whether there was one.';

REVOKE ALL ON FUNCTION delete_checkpoint(text, text) FROM PUBLIC;
