-- Up to where a group has settled every event, but for parked ones: reset_consumer_group() to there loses nothing, and
-- hands out again what was settled behind it. May be lower than it could be while events of a stream are unsettled.
-- Internal: called where a group's position is shown.
CREATE OR REPLACE FUNCTION consumer_group_settled_position(p_group_id bigint)
RETURNS bigint
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT least(
        (SELECT min(s.delivered_position) FROM consumer_group_slots AS s WHERE s.group_id = p_group_id),
        (SELECT min(r.first_position) - 1 FROM consumer_group_streams AS r WHERE r.group_id = p_group_id)
    )
$function$;

COMMENT ON FUNCTION consumer_group_settled_position(bigint) IS
'Internal. Up to where a group has settled every event, but for parked ones.';

REVOKE ALL ON FUNCTION consumer_group_settled_position(bigint) FROM PUBLIC;
