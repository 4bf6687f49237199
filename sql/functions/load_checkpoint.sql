-- The checkpoint of a projection; no row when it has none.
-- Errors: SE010 when it was saved in another history (epoch), or its last event is not where it was; SE011 when it lies
-- beyond the head of this store, as after a restore. p_check => false returns it all the same. SE005 for a null tenant.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION load_checkpoint(
    p_name text,
    p_tenant text DEFAULT '',
    p_check boolean DEFAULT true
)
RETURNS SETOF checkpoints
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
BEGIN
    SELECT c.* INTO v_checkpoint FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = p_name;
    IF NOT FOUND THEN
        PERFORM require_tenant(p_tenant);
        RETURN;
    END IF;
    -- An inline projection is never behind.
    IF EXISTS (SELECT FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name AND p.is_inline) THEN
        v_checkpoint.global_position := head_position();
        v_checkpoint.last_event_id := NULL;
    END IF;
    IF p_check THEN
        PERFORM check_checkpoint(p_name, v_checkpoint.global_position, v_checkpoint.last_event_id, v_checkpoint.epoch);
    END IF;
    RETURN NEXT v_checkpoint;
END
$function$;

COMMENT ON FUNCTION load_checkpoint(text, text, boolean) IS
'The checkpoint of a projection. Refuses one of another history (SE010) or beyond the head (SE011).';

REVOKE ALL ON FUNCTION load_checkpoint(text, text, boolean) FROM PUBLIC;
