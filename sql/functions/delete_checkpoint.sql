-- Deletes a checkpoint; returns whether there was one. Errors: SE005 for a null tenant.
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
    DELETE FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = p_name;
    RETURN FOUND;
END
$function$;

COMMENT ON FUNCTION delete_checkpoint(text, text) IS
'Deletes a checkpoint; returns whether there was one.';

REVOKE ALL ON FUNCTION delete_checkpoint(text, text) FROM PUBLIC;
