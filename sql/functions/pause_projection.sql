-- Pauses a projection: when this returns, no batch is under way and none begins until resume_projection(). p_generation
-- null: the generation in use. Waits for a batch under way. Returns the position where it stands.
-- Errors: SE025; SE026 for an inline projection, which has no place to pause at.
CREATE OR REPLACE FUNCTION pause_projection(
    p_name text,
    p_generation integer DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
BEGIN
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    PERFORM require_not_inline(p_name, p_tenant);
    UPDATE checkpoints AS c SET status = 'paused', updated_at = clock_timestamp()
    WHERE c.tenant = p_tenant AND c.name = v_checkpoint.name AND c.status <> 'paused';
    RETURN v_checkpoint.global_position;
END
$function$;

COMMENT ON FUNCTION pause_projection(text, integer, text) IS
'Pauses a projection; returns the position where it stands.';

REVOKE ALL ON FUNCTION pause_projection(text, integer, text) FROM PUBLIC;
