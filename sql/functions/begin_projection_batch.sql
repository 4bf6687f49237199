-- The first statement of a transaction in which a client handles a batch of a projection's events: locks the generation
-- and makes sure that it is where the client thinks. The last one is complete_projection_batch(); between them the
-- client does the work, so that both commit together and each event counts once, whatever is killed and however many
-- clients run.
--
-- The client has read events after p_position. It handles those up to the position that is returned (null: all of them),
-- where the projection is to stop.
--
-- Concurrency: FOR UPDATE on the generation's checkpoint: one client works at a time, others wait here and are refused
-- when they get the lock, because the projection has moved on.
-- Errors: SE025; SE026 when it is paused or failed, inline, at another position, or the generation is none any more:
-- roll back, look at list_projections() and read on from where it is; SE010, SE011 when the checkpoint belongs to
-- another history.
CREATE OR REPLACE FUNCTION begin_projection_batch(
    p_name text,
    p_generation integer,
    p_position bigint,
    p_tenant text DEFAULT '',
    OUT stop_position bigint
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
    v_projection projections;
BEGIN
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    PERFORM check_checkpoint(
        v_checkpoint.name, v_checkpoint.global_position, v_checkpoint.last_event_id, v_checkpoint.epoch
    );
    SELECT p.* INTO v_projection FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name;
    PERFORM require_projection_tenant(p_name, v_projection.events_tenant);
    IF v_projection.is_inline OR v_checkpoint.status NOT IN ('running', 'rebuilding') THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant,
            CASE WHEN v_projection.is_inline THEN 'it is inline' ELSE format('it is %s', v_checkpoint.status) END,
            'Wait until it runs again; resume_projection() makes it.'
        );
    END IF;
    IF v_checkpoint.global_position IS DISTINCT FROM p_position THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant,
            format('it is at position %s, not %s', v_checkpoint.global_position, coalesce(p_position::text, 'null')),
            'Another client has gone on or it was reset: read on from where it is.'
        );
    END IF;
    IF v_checkpoint.name = p_name THEN
        stop_position := v_projection.stop_position;
    END IF;
END
$function$;

COMMENT ON FUNCTION begin_projection_batch(text, integer, bigint, text) IS
'Begins the transaction in which a client handles a batch of a projections events: locks the generation and compares '
'its position.';

REVOKE ALL ON FUNCTION begin_projection_batch(text, integer, bigint, text) FROM PUBLIC;
