-- The first statement of a transaction in which a client tries a parked event again whose replay was asked for: locks
-- the generation and returns the event, or no row when there is none. The last statement is
-- settle_parked_projection_event().
-- Errors: SE025, SE026 as begin_projection_batch.
CREATE OR REPLACE FUNCTION begin_parked_projection_event(
    p_name text,
    p_generation integer,
    p_tenant text DEFAULT ''
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
BEGIN
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    IF v_checkpoint.status NOT IN ('running', 'rebuilding') THEN
        RETURN;
    END IF;
    -- The event of a stream that was deleted for good is gone, and so is what was to be done about it; its id may have been
    -- used again.
    DELETE FROM parked_projection_events AS e
    WHERE e.tenant = p_tenant AND e.name = p_name AND e.generation = p_generation AND e.replay_requested_at IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM event_ids AS i
            LEFT JOIN events AS v ON v.timestamp = i.timestamp AND v.stream_id = i.stream_id AND v.version = i.version
            -- Without an event: its partition is detached.
            WHERE i.event_id = e.event_id AND coalesce(v.global_position = e.global_position, true)
        );
    RETURN QUERY
    SELECT
        v.global_position, v.tenant, v.aggregate_type, v.aggregate_id, v.version, v.event_id, v.event_type,
        v.schema_version, v.content_type, v.data, v.data_bytes, v.metadata, v.correlation_id, v.causation_id,
        v.user_id, v.timestamp, v.recorded_at, v.checksum
    FROM parked_projection_events AS e
    INNER JOIN events AS v ON v.global_position = e.global_position
    WHERE e.tenant = p_tenant AND e.name = p_name AND e.generation = p_generation AND e.replay_requested_at IS NOT NULL
    ORDER BY e.global_position
    LIMIT 1;
END
$function$;

COMMENT ON FUNCTION begin_parked_projection_event(text, integer, text) IS
'Begins the transaction in which a client tries a parked event again: locks the generation and returns the event.';

REVOKE ALL ON FUNCTION begin_parked_projection_event(text, integer, text) FROM PUBLIC;
