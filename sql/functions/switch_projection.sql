-- Puts the generation that was built beside the one in use in its place, in the caller's transaction, in which he lets
-- readers see what it has built (renames tables, replaces a view): both commit together. It must have come as far as the
-- one in use, which stands still from here to the commit; call this when it has nearly, and again after a further batch
-- when it was refused. The projection goes on at the position of the new generation, and runs whatever the status of the
-- old one was, unless that was paused.
--
-- Errors: SE025; SE026 when p_generation is not being built, does not run, or is behind the one in use.
-- Concurrency: locks the checkpoints of both generations, the one in use first.
CREATE OR REPLACE FUNCTION switch_projection(
    p_name text,
    p_generation integer,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_positions record;
    v_current checkpoints;
    v_next checkpoints;
BEGIN
    SELECT b.building_position, b.current_position INTO v_positions
    FROM begin_projection_switch(p_name, p_generation, p_tenant) AS b;
    IF v_positions.building_position < v_positions.current_position THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant,
            format(
                'generation %s is at position %s, behind the one in use at %s', p_generation, v_positions.building_position,
                v_positions.current_position
            ),
            'Let it handle the events up to there, then switch again.'
        );
    END IF;
    -- Both are locked.
    v_current := lock_projection(p_name, NULL, p_tenant);
    v_next := lock_projection(p_name, p_generation, p_tenant);
    DELETE FROM projection_generations AS g
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.checkpoint_name = p_name;
    DELETE FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = v_next.name;
    UPDATE projection_generations AS g SET checkpoint_name = p_name
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.generation = p_generation;
    UPDATE checkpoints AS c
    SET
        global_position = v_next.global_position,
        last_event_id = v_next.last_event_id,
        events_processed = v_next.events_processed,
        status = CASE WHEN v_current.status = 'paused' THEN 'paused' ELSE 'running' END,
        error = NULL,
        epoch = v_next.epoch,
        updated_at = clock_timestamp()
    WHERE c.tenant = p_tenant AND c.name = p_name;
    UPDATE projections AS p SET generation = p_generation, rebuilding_generation = NULL
    WHERE p.tenant = p_tenant AND p.name = p_name;
    PERFORM settle_stop_position(p_name, p_tenant);
END
$function$;

COMMENT ON FUNCTION switch_projection(text, integer, text) IS
'Puts the generation that was built beside the one in use in its place, in the transaction that lets readers see it.';

REVOKE ALL ON FUNCTION switch_projection(text, integer, text) FROM PUBLIC;
