-- The first statement of a transaction that is to end in switch_projection(): locks the generation in use, which stands still
-- from here to the commit, and the one that was built beside it, and says where both are. The client lets the new one handle
-- the events in between, ends that with complete_projection_batch(), lets readers see what it has built, and switches: so a
-- generation in use that is busy cannot stay ahead for ever.
--
-- current_position is below building_position when the new one has come further: then nothing is left to handle.
-- Concurrency: locks the checkpoints of both generations, the one in use first.
-- Errors: SE025; SE026 when p_generation is not being built, or does not run.
CREATE OR REPLACE FUNCTION begin_projection_switch(
    p_name text,
    p_generation integer,
    p_tenant text DEFAULT '',
    OUT building_position bigint,
    OUT current_position bigint
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_current checkpoints;
    v_building checkpoints;
BEGIN
    v_current := lock_projection(p_name, NULL, p_tenant);
    v_building := lock_projection(p_name, p_generation, p_tenant);
    IF v_building.name = p_name OR v_building.status <> 'rebuilding' THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant,
            CASE
                WHEN v_building.name = p_name THEN format('generation %s is in use already', p_generation)
                ELSE format('generation %s is %s', p_generation, v_building.status)
            END,
            'Switch to a generation that begin_projection_rebuild() has begun and that runs.'
        );
    END IF;
    PERFORM check_checkpoint(
        v_building.name, v_building.global_position, v_building.last_event_id, v_building.epoch
    );
    building_position := v_building.global_position;
    current_position := v_current.global_position;
    -- One that belongs to another history says nothing about how far the new one has to be.
    IF v_current.epoch <> v_building.epoch THEN
        current_position := 0;
    END IF;
END
$function$;

COMMENT ON FUNCTION begin_projection_switch(text, integer, text) IS
'Begins the transaction that switches to a rebuilt generation: locks both, and says where they are.';

REVOKE ALL ON FUNCTION begin_projection_switch(text, integer, text) FROM PUBLIC;
