-- Gives a projection that was just made its first generation and its checkpoint, or takes the checkpoint that is there.
-- Internal. Errors: SE010, SE011 when it belongs to another history or lies beyond the head.
CREATE OR REPLACE FUNCTION begin_projection(
    p_name text,
    p_start_position bigint,
    p_tenant text
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
BEGIN
    INSERT INTO projection_generations (tenant, name, generation, checkpoint_name)
    VALUES (p_tenant, p_name, 1, p_name);
    INSERT INTO checkpoints (tenant, name, global_position, epoch)
    SELECT p_tenant, p_name, p_start_position, s.epoch FROM store AS s
    ON CONFLICT (tenant, name) DO NOTHING;
    SELECT c.* INTO v_checkpoint FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = p_name;
    PERFORM check_checkpoint(p_name, v_checkpoint.global_position, v_checkpoint.last_event_id, v_checkpoint.epoch);
END
$function$;

COMMENT ON FUNCTION begin_projection(text, bigint, text) IS
'Internal. Gives a new projection its first generation and its checkpoint.';

REVOKE ALL ON FUNCTION begin_projection(text, bigint, text) FROM PUBLIC;
