-- Refuses a checkpoint that does not belong to this history, wherever it is kept.
-- Errors: SE010 for another epoch, or when the last event is not stored at its position; SE011 beyond the head.
-- A last event that is not stored may have been removed on purpose, up to the highest position of which that is known; then
-- only another event in its place speaks against the checkpoint. Its id may have been used again since, at a higher position.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION check_checkpoint(
    p_name text,
    p_global_position bigint,
    p_last_event_id uuid,
    p_epoch uuid
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_epoch uuid := (SELECT s.epoch FROM store AS s);
    v_head bigint := head_position();
    v_is_known boolean;
    v_found bigint;
BEGIN
    IF p_epoch <> v_epoch THEN
        PERFORM raise_error(
            'SE010', format('checkpoint %s belongs to another history of the store', to_json(p_name)),
            json_build_object('name', p_name, 'epoch', p_epoch, 'store_epoch', v_epoch, 'position', p_global_position),
            'The store was restored or replaced: rebuild the projection, or save the checkpoint anew after checking it.'
        );
    END IF;
    IF p_global_position > v_head THEN
        PERFORM raise_error(
            'SE011', format('checkpoint %s is at position %s, beyond the head %s', to_json(p_name), p_global_position, v_head),
            json_build_object('name', p_name, 'position', p_global_position, 'head', v_head),
            'The store has lost events that the projection has seen: run new_epoch() and rebuild the projection.'
        );
    END IF;
    -- An event id without an event is left alone: its partition may have been detached.
    IF p_last_event_id IS NOT NULL THEN
        v_is_known := EXISTS (SELECT FROM event_ids AS i WHERE i.event_id = p_last_event_id);
        v_found := (
            SELECT e.global_position
            FROM event_ids AS i
            INNER JOIN events AS e ON e.timestamp = i.timestamp AND e.stream_id = i.stream_id AND e.version = i.version
            WHERE i.event_id = p_last_event_id
        );
    END IF;
    IF v_found < p_global_position
        OR (
            (NOT v_is_known OR v_found > p_global_position)
            AND (
                NOT EXISTS (SELECT FROM removals AS r WHERE r.last_position >= p_global_position)
                OR EXISTS (SELECT FROM events AS e WHERE e.global_position = p_global_position)
            )
        )
    THEN
        PERFORM raise_error(
            'SE010', format('the last event of checkpoint %s is not stored at its position', to_json(p_name)),
            json_build_object('name', p_name, 'position', p_global_position, 'last_event_id', p_last_event_id),
            'The store holds another history: rebuild the projection.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION check_checkpoint(text, bigint, uuid, uuid) IS
'Refuses a checkpoint of another history (SE010) or beyond the head (SE011), wherever it is kept.';

REVOKE ALL ON FUNCTION check_checkpoint(text, bigint, uuid, uuid) FROM PUBLIC;
