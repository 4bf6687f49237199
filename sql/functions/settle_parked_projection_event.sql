-- Ends the second try of a parked event. Without p_error it was done, in this transaction, and is parked no more. With
-- p_error it has failed, in another transaction that was rolled back, and stays parked until the next replay.
-- Errors: SE005 when it is not parked (any more); SE025, SE026.
CREATE OR REPLACE FUNCTION settle_parked_projection_event(
    p_name text,
    p_generation integer,
    p_position bigint,
    p_error text DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
    v_was_parked boolean;
BEGIN
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    IF p_error IS NULL THEN
        DELETE FROM parked_projection_events AS e
        WHERE e.tenant = p_tenant AND e.name = p_name AND e.generation = p_generation AND e.global_position = p_position;
        v_was_parked := FOUND;
        UPDATE checkpoints AS c
        SET events_processed = c.events_processed + 1, updated_at = clock_timestamp()
        WHERE v_was_parked AND c.tenant = p_tenant AND c.name = v_checkpoint.name;
    ELSE
        UPDATE parked_projection_events AS e
        SET attempts = e.attempts + 1, error = left(p_error, 4000), parked_at = clock_timestamp(), replay_requested_at = NULL
        WHERE e.tenant = p_tenant AND e.name = p_name AND e.generation = p_generation AND e.global_position = p_position;
        v_was_parked := FOUND;
    END IF;
    IF NOT v_was_parked THEN
        PERFORM raise_error(
            'SE005', format('the event at position %s is not parked', coalesce(p_position::text, 'null')),
            json_build_object('name', p_name, 'generation', p_generation, 'position', p_position),
            'Another client has settled it: roll back.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION settle_parked_projection_event(text, integer, bigint, text, text) IS
'Ends the second try of a parked event: it is done and parked no more, or has failed again.';

REVOKE ALL ON FUNCTION settle_parked_projection_event(text, integer, bigint, text, text) FROM PUBLIC;
