-- Refuses a consumer group that belongs to another history of the store, as check_checkpoint() does a checkpoint.
-- Internal: called by the functions that hand out events. Errors: SE010, SE011.
CREATE OR REPLACE FUNCTION check_consumer_group_history(p_group consumer_groups)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    -- Where it stands is how far events were handed out; where it can be reset to without loss is another matter.
    v_position bigint := (SELECT max(s.delivered_position) FROM consumer_group_slots AS s WHERE s.group_id = p_group.group_id);
    v_head bigint := head_position();
    v_settled bigint := consumer_group_settled_position(p_group.group_id);
BEGIN
    IF p_group.epoch <> (SELECT s.epoch FROM store AS s) THEN
        PERFORM raise_error(
            'SE010', format('consumer group %s belongs to another history of the store', to_json(p_group.name)),
            json_build_object('name', p_group.name, 'epoch', p_group.epoch, 'settled_position', v_settled),
            format(
                'The store was restored or replaced: reset_consumer_group() to the position from which on it shall go. In the '
                'history that it knows all up to %s was settled.', v_settled
            )
        );
    END IF;
    IF v_position > v_head THEN
        PERFORM raise_error(
            'SE011',
            format('consumer group %s is at position %s, beyond the head %s', to_json(p_group.name), v_position, v_head),
            json_build_object(
                'name', p_group.name, 'position', v_position, 'settled_position', v_settled, 'head', v_head
            ),
            format(
                'The store has lost events that the group has seen: run new_epoch() and reset_consumer_group(), to %s or '
                'below: all up to there was settled.', least(v_settled, v_head)
            )
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION check_consumer_group_history(consumer_groups) IS
'Internal. Refuses a consumer group of another history (SE010) or beyond the head (SE011).';

REVOKE ALL ON FUNCTION check_consumer_group_history(consumer_groups) FROM PUBLIC;
