-- Saves how far a projection has read, in the caller's transaction, so that its work and its checkpoint commit together.
--
-- p_events_processed is added to the count when the checkpoint goes forward. At the same position it is not: what lies up to
-- there was counted, so a save that is repeated, or made by two readers of the same page, counts once.
-- p_epoch is the epoch the reader knows (null: not compared).
-- p_allow_backwards sets the position back; the count then starts anew from p_events_processed.
-- Concurrency: locks the checkpoint's row until the transaction ends; two savers of one checkpoint wait for each other.
-- Errors: SE005, also for a last event at another position; SE010 another history, SE011 beyond the head, SE012
-- backwards, SE026 for the checkpoint of a projection, which only the projection moves.
CREATE OR REPLACE FUNCTION save_checkpoint(
    p_name text,
    p_global_position bigint,
    p_last_event_id uuid DEFAULT NULL,
    p_events_processed bigint DEFAULT 0,
    p_status text DEFAULT 'running',
    p_error text DEFAULT NULL,
    p_epoch uuid DEFAULT NULL,
    p_allow_backwards boolean DEFAULT false,
    p_tenant text DEFAULT ''
)
RETURNS checkpoints
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_epoch uuid := (SELECT s.epoch FROM store AS s);
    v_checkpoint checkpoints;
    v_found bigint;
BEGIN
    IF coalesce(p_name, '') = '' OR octet_length(p_name) > 255 OR p_name ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
        OR p_tenant IS NULL OR octet_length(p_tenant) > 255 OR p_tenant ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
        OR coalesce(p_global_position, -1) < 0 OR coalesce(p_events_processed, -1) < 0
        OR coalesce(p_status, '') NOT IN ('running', 'paused', 'rebuilding', 'failed')
    THEN
        PERFORM raise_error(
            'SE005', 'not a checkpoint',
            json_build_object(
                'name', p_name, 'position', p_global_position, 'events_processed', p_events_processed, 'status', p_status
            ),
            'A name of 1 to 255 bytes without control characters, a tenant likewise or empty, a position and a count of at '
            'least 0, and a status running, paused, rebuilding or failed.'
        );
    END IF;
    PERFORM require_tenant(p_tenant);
    IF EXISTS (SELECT FROM projection_generations AS g WHERE g.tenant = p_tenant AND g.checkpoint_name = p_name) THEN
        PERFORM raise_error(
            'SE026', format('checkpoint %s is that of a projection', to_json(p_name)),
            json_build_object('name', p_name, 'tenant', p_tenant),
            'complete_projection_batch() moves it, reset_projection() sets it, drop_projection() removes it.'
        );
    END IF;
    v_found := (
        SELECT e.global_position
        FROM event_ids AS i
        INNER JOIN events AS e ON e.timestamp = i.timestamp AND e.stream_id = i.stream_id AND e.version = i.version
        WHERE i.event_id = p_last_event_id
    );
    -- The id of an event that was removed on purpose may have been used again, at a higher position.
    IF v_found < p_global_position
        OR (
            v_found > p_global_position
            AND (
                NOT EXISTS (SELECT FROM removals AS r WHERE r.last_position >= p_global_position)
                OR EXISTS (SELECT FROM events AS e WHERE e.global_position = p_global_position)
            )
        )
    THEN
        PERFORM raise_error(
            'SE005', format('the last event of checkpoint %s is not the one at its position', to_json(p_name)),
            json_build_object('name', p_name, 'position', p_global_position, 'last_event_id', p_last_event_id),
            'Leave p_last_event_id out unless the position saved is the position of that event.'
        );
    END IF;
    -- The last event too: a reader may have got it from a primary whose last commits no standby had.
    PERFORM check_checkpoint(p_name, p_global_position, p_last_event_id, coalesce(p_epoch, v_epoch));
    INSERT INTO checkpoints AS c (
        tenant, name, global_position, last_event_id, events_processed, status, error, epoch, updated_at
    )
    VALUES (
        p_tenant, p_name, p_global_position, p_last_event_id, p_events_processed, p_status, p_error, v_epoch,
        clock_timestamp()
    )
    ON CONFLICT (tenant, name) DO UPDATE
    SET
        global_position = excluded.global_position,
        last_event_id = coalesce(
            excluded.last_event_id,
            CASE WHEN c.global_position = excluded.global_position THEN c.last_event_id END
        ),
        events_processed = CASE sign(excluded.global_position - c.global_position)
            WHEN -1 THEN excluded.events_processed
            WHEN 0 THEN c.events_processed
            ELSE c.events_processed + excluded.events_processed
        END,
        status = excluded.status,
        error = excluded.error,
        epoch = excluded.epoch,
        updated_at = excluded.updated_at
    WHERE p_allow_backwards OR (c.epoch = excluded.epoch AND c.global_position <= excluded.global_position)
    RETURNING c.* INTO v_checkpoint;
    IF NOT FOUND THEN
        SELECT c.* INTO v_checkpoint FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = p_name;
        PERFORM check_checkpoint(p_name, 0, NULL, v_checkpoint.epoch);
        PERFORM raise_error(
            'SE012',
            format(
                'checkpoint %s is at position %s and would go back to %s',
                to_json(p_name), v_checkpoint.global_position, p_global_position
            ),
            json_build_object('name', p_name, 'position', v_checkpoint.global_position, 'given', p_global_position),
            'Another reader may be running under this name. To set it back on purpose pass p_allow_backwards => true.'
        );
    END IF;
    RETURN v_checkpoint;
END
$function$;

COMMENT ON FUNCTION save_checkpoint(text, bigint, uuid, bigint, text, text, uuid, boolean, text) IS
'Saves how far a projection has read, in the caller''s transaction. Refuses to go backwards unless told (SE012).';

REVOKE ALL ON FUNCTION save_checkpoint(text, bigint, uuid, bigint, text, text, uuid, boolean, text) FROM PUBLIC;
