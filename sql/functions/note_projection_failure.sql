-- Notes that handling the event at p_position has failed, in a transaction of its own: the batch's was rolled back. The
-- next attempt is due after p_delay (null: at once); with p_stop the projection's status becomes failed, until
-- resume_projection(). Returns how often in a row it has failed.
--
-- p_checkpoint_position is where the client saw the projection. When it has moved on since, or does not run, nothing is
-- noted and 0 returned: another client has done the event.
-- Errors: SE025, SE026 for a generation that is none any more.
CREATE OR REPLACE FUNCTION note_projection_failure(
    p_name text,
    p_generation integer,
    p_checkpoint_position bigint,
    p_position bigint,
    p_error text,
    p_delay interval DEFAULT NULL,
    p_stop boolean DEFAULT false,
    p_tenant text DEFAULT ''
)
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
    v_attempts integer;
BEGIN
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    IF v_checkpoint.global_position IS DISTINCT FROM p_checkpoint_position
        OR v_checkpoint.status NOT IN ('running', 'rebuilding')
    THEN
        RETURN 0;
    END IF;
    UPDATE projection_generations AS g
    SET
        attempts = g.attempts + 1,
        available_at = clock_timestamp() + least(coalesce(p_delay, '0'), interval '1 day'),
        failures = g.failures + 1,
        last_error = left(p_error, 4000),
        last_error_position = p_position,
        last_error_at = clock_timestamp()
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.checkpoint_name = v_checkpoint.name
    RETURNING g.attempts INTO v_attempts;
    UPDATE checkpoints AS c
    SET
        status = CASE WHEN p_stop THEN 'failed' ELSE c.status END,
        error = left(p_error, 4000),
        updated_at = clock_timestamp()
    WHERE c.tenant = p_tenant AND c.name = v_checkpoint.name;
    RETURN v_attempts;
END
$function$;

COMMENT ON FUNCTION note_projection_failure(text, integer, bigint, bigint, text, interval, boolean, text) IS
'Notes that handling an event has failed, and when it is tried again, or that the projection stops. Returns the '
'attempts.';

REVOKE ALL ON FUNCTION note_projection_failure(text, integer, bigint, bigint, text, interval, boolean, text) FROM PUBLIC;
