-- The last statement of a transaction that began with begin_projection_batch(): sets the checkpoint to p_position, up to
-- which all is done. p_events says how many events were handled, p_skipped how many were passed over on purpose. Pauses
-- a projection that has come to where it is to stop. Returns the status.
--
-- Errors: SE005 for a position below the projection's, or one that is beyond where it is to stop; SE025; SE026 without
-- begin_projection_batch() when the projection does not run.
CREATE OR REPLACE FUNCTION complete_projection_batch(
    p_name text,
    p_generation integer,
    p_position bigint,
    p_last_event_id uuid DEFAULT NULL,
    p_events bigint DEFAULT 0,
    p_skipped bigint DEFAULT 0,
    p_tenant text DEFAULT ''
)
RETURNS text
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
    v_stop bigint;
BEGIN
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    SELECT p.stop_position INTO v_stop FROM projections AS p
    WHERE p.tenant = p_tenant AND p.name = p_name AND v_checkpoint.name = p_name;
    IF p_position IS NULL OR p_position < v_checkpoint.global_position
        OR p_position > head_position()
        OR (p_position > v_stop AND p_position > v_checkpoint.global_position)
        OR coalesce(p_events, -1) < 0 OR coalesce(p_skipped, -1) < 0
    THEN
        PERFORM raise_error(
            'SE005', format('projection %s cannot be set to position %s', to_json(p_name), coalesce(p_position::text, 'null')),
            json_build_object(
                'name', p_name, 'position', v_checkpoint.global_position, 'given', p_position, 'stop_position', v_stop,
                'events', p_events, 'skipped', p_skipped
            ),
            'A batch ends where it began or later, not beyond the position that begin_projection_batch() has returned.'
        );
    END IF;
    IF v_checkpoint.status NOT IN ('running', 'rebuilding') THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant, format('it is %s', v_checkpoint.status), 'Begin the batch with begin_projection_batch().'
        );
    END IF;
    IF p_position >= v_stop THEN
        UPDATE projections AS p SET stop_position = NULL WHERE p.tenant = p_tenant AND p.name = p_name;
        v_checkpoint.status := 'paused';
    END IF;
    UPDATE checkpoints AS c
    SET
        global_position = p_position,
        last_event_id = CASE
            WHEN p_position = c.global_position THEN coalesce(p_last_event_id, c.last_event_id)
            ELSE p_last_event_id
        END,
        events_processed = c.events_processed + p_events,
        status = v_checkpoint.status,
        error = CASE WHEN p_position = c.global_position THEN c.error END,
        updated_at = clock_timestamp()
    WHERE c.tenant = p_tenant AND c.name = v_checkpoint.name;
    UPDATE projection_generations AS g
    SET
        attempts = CASE WHEN p_position > v_checkpoint.global_position THEN 0 ELSE g.attempts END,
        available_at = CASE WHEN p_position > v_checkpoint.global_position THEN NULL ELSE g.available_at END,
        events_skipped = g.events_skipped + p_skipped
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.checkpoint_name = v_checkpoint.name
        AND (g.attempts > 0 OR g.available_at IS NOT NULL OR p_skipped > 0);
    RETURN v_checkpoint.status;
END
$function$;

COMMENT ON FUNCTION complete_projection_batch(text, integer, bigint, uuid, bigint, bigint, text) IS
'Ends the transaction in which a client handled a batch: sets the projections checkpoint, counts, and pauses it where '
'it is to stop.';

REVOKE ALL ON FUNCTION complete_projection_batch(text, integer, bigint, uuid, bigint, bigint, text) FROM PUBLIC;
