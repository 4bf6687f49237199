-- Sets a projection (the generation in use) to p_position, back or forth, in the caller's transaction, in which he
-- clears what it has built: both commit together. Counts and parked events begin anew; its status stays, but a failed
-- one runs. A client that is at work is refused when it completes its batch, or is waited for. Also takes over a
-- checkpoint of another history.
-- Errors: SE025; SE005 for a position below 0 or beyond the head; SE026 for an inline projection.
CREATE OR REPLACE FUNCTION reset_projection(
    p_name text,
    p_position bigint DEFAULT 0,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_generation integer;
BEGIN
    PERFORM lock_projection(p_name, NULL, p_tenant);
    PERFORM require_not_inline(p_name, p_tenant);
    IF coalesce(p_position, -1) < 0 OR p_position > head_position() THEN
        PERFORM raise_error(
            'SE005', format('%s is not a position of this store', coalesce(p_position::text, 'null')),
            json_build_object('position', p_position, 'head', head_position()), 'Give a position from 0 to the head.'
        );
    END IF;
    UPDATE checkpoints AS c
    SET
        global_position = p_position,
        last_event_id = NULL,
        events_processed = 0,
        status = CASE WHEN c.status = 'failed' THEN 'running' ELSE c.status END,
        error = NULL,
        epoch = s.epoch,
        updated_at = clock_timestamp()
    FROM store AS s
    WHERE c.tenant = p_tenant AND c.name = p_name;
    UPDATE projection_generations AS g
    SET
        attempts = 0, available_at = NULL, events_skipped = 0, failures = 0, last_error = NULL, last_error_position = NULL,
        last_error_at = NULL, started_at = clock_timestamp()
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.checkpoint_name = p_name
    RETURNING g.generation INTO v_generation;
    DELETE FROM parked_projection_events AS e
    WHERE e.tenant = p_tenant AND e.name = p_name AND e.generation = v_generation;
    PERFORM settle_stop_position(p_name, p_tenant);
END
$function$;

COMMENT ON FUNCTION reset_projection(text, bigint, text) IS
'Sets a projection to a position, in the transaction that clears what it has built. Counts and parked events begin '
'anew.';

REVOKE ALL ON FUNCTION reset_projection(text, bigint, text) FROM PUBLIC;
