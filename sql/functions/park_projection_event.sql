-- Sets the event at p_position aside, in the transaction whose complete_projection_batch() moves the projection past it.
-- It stays in list_parked_projection_events() until it is replayed with success, or discarded.
-- Errors: SE005 when there is no event at this position; SE025, SE026.
CREATE OR REPLACE FUNCTION park_projection_event(
    p_name text,
    p_generation integer,
    p_position bigint,
    p_error text,
    p_attempts integer DEFAULT 1,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM lock_projection(p_name, p_generation, p_tenant);
    INSERT INTO parked_projection_events AS e (tenant, name, generation, global_position, event_id, attempts, error)
    SELECT
        p_tenant, p_name, coalesce(p_generation, p.generation), v.global_position, v.event_id, greatest(p_attempts, 1),
        left(coalesce(p_error, ''), 4000)
    FROM projections AS p
    CROSS JOIN events AS v
    WHERE p.tenant = p_tenant AND p.name = p_name AND v.global_position = p_position
    ON CONFLICT (tenant, name, generation, global_position) DO UPDATE
    SET
        attempts = e.attempts + excluded.attempts, error = excluded.error, parked_at = clock_timestamp(),
        replay_requested_at = NULL;
    IF NOT FOUND THEN
        PERFORM raise_error(
            'SE005', format('there is no event at position %s', coalesce(p_position::text, 'null')),
            json_build_object('name', p_name, 'position', p_position), 'Park the position of the event that failed.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION park_projection_event(text, integer, bigint, text, integer, text) IS
'Sets an event of a projection aside, in the transaction that moves the projection past it.';

REVOKE ALL ON FUNCTION park_projection_event(text, integer, bigint, text, integer, text) FROM PUBLIC;
