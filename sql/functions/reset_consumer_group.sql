-- Has a consumer group go on after p_position, back or forth; 0 from the first event on. What its members have is taken from
-- them: what they settle is refused (SE028), and they are handed events from there. What waits after a failure, and what is
-- parked behind the position, is forgotten. A group of another history of the store (SE010, SE011) belongs to this one from
-- then on. Concurrency: READ COMMITTED only. Locks the group's row, then its slots in their order. Errors: SE027 no such group;
-- SE005 a position below 0 or beyond the head; SE021, SE009.
CREATE OR REPLACE FUNCTION reset_consumer_group(p_name text, p_position bigint, p_tenant text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups;
BEGIN
    PERFORM require_read_committed('resetting a consumer group');
    IF (p_position BETWEEN 0 AND head_position()) IS NOT TRUE THEN
        PERFORM raise_error(
            'SE005', format('%s is not a position to go on after', coalesce(p_position::text, 'null')),
            json_build_object('argument', 'p_position', 'position', p_position, 'head', head_position()),
            'Give 0 to the head; 0 is before the first event.'
        );
    END IF;
    v_group := lock_consumer_group(p_name, p_tenant);
    PERFORM FROM consumer_group_slots AS s WHERE s.group_id = v_group.group_id ORDER BY s.slot FOR UPDATE;
    UPDATE consumer_groups AS g SET epoch = s.epoch FROM store AS s WHERE g.group_id = v_group.group_id;
    UPDATE consumer_group_slots AS s
    -- A store that was restored has forgotten the last ones.
    SET token = greatest(s.token + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
        delivered_position = p_position, unacknowledged = 0
    WHERE s.group_id = v_group.group_id;
    DELETE FROM consumer_group_streams AS r WHERE r.group_id = v_group.group_id;
    DELETE FROM consumer_group_parked AS p WHERE p.group_id = v_group.group_id AND p.global_position > p_position;
    UPDATE consumer_group_parked AS p SET is_delivered = false WHERE p.group_id = v_group.group_id AND p.is_delivered;
END
$function$;

COMMENT ON FUNCTION reset_consumer_group(text, bigint, text) IS
'Has a consumer group go on after a position, back or forth; what its members have is taken from them.';

REVOKE ALL ON FUNCTION reset_consumer_group(text, bigint, text) FROM PUBLIC;
