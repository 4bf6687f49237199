-- Lets a paused or failed projection run again, at once whatever delay its last failure has set. p_generation null: the
-- one in use. Returns the position where it goes on. With p_skip it goes on behind the event that it failed at, which
-- counts as skipped.
-- Errors: SE025; SE005 for p_skip when it has failed at no event; SE010, SE011 when its checkpoint belongs to another
-- history: reset_projection().
CREATE OR REPLACE FUNCTION resume_projection(
    p_name text,
    p_generation integer DEFAULT NULL,
    p_skip boolean DEFAULT false,
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
    v_generation projection_generations;
BEGIN
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    PERFORM check_checkpoint(
        v_checkpoint.name, v_checkpoint.global_position, v_checkpoint.last_event_id, v_checkpoint.epoch
    );
    IF v_checkpoint.error = 'its checkpoint was deleted: reset_projection()' THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant, 'its checkpoint was deleted',
            'Clear what it has built and reset_projection(), both in one transaction.'
        );
    END IF;
    SELECT g.* INTO v_generation FROM projection_generations AS g
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.checkpoint_name = v_checkpoint.name;
    IF p_skip THEN
        -- The event that failed is the next one: batches end before it.
        IF v_generation.attempts = 0 OR v_generation.last_error_position <= v_checkpoint.global_position THEN
            PERFORM raise_error(
                'SE005', format('projection %s has failed at no event', to_json(p_name)),
                json_build_object('name', p_name, 'position', v_checkpoint.global_position),
                'Resume it without p_skip.'
            );
        END IF;
        v_checkpoint.global_position := v_generation.last_error_position;
    END IF;
    UPDATE checkpoints AS c
    SET
        status = CASE WHEN c.name = p_name THEN 'running' ELSE 'rebuilding' END,
        error = NULL,
        global_position = v_checkpoint.global_position,
        last_event_id = CASE WHEN p_skip THEN NULL ELSE c.last_event_id END,
        updated_at = clock_timestamp()
    WHERE c.tenant = p_tenant AND c.name = v_checkpoint.name;
    UPDATE projection_generations AS g
    SET attempts = 0, available_at = NULL, events_skipped = g.events_skipped + CASE WHEN p_skip THEN 1 ELSE 0 END
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.checkpoint_name = v_checkpoint.name;
    PERFORM settle_stop_position(p_name, p_tenant);
    RETURN v_checkpoint.global_position;
END
$function$;

COMMENT ON FUNCTION resume_projection(text, integer, boolean, text) IS
'Lets a paused or failed projection run again, on request behind the event that it failed at; returns its position.';

REVOKE ALL ON FUNCTION resume_projection(text, integer, boolean, text) FROM PUBLIC;
