-- The condition by which a read that is put together leaves out the events e of deleted streams and those beyond their stream's
-- limits. p_parameter: the number of the parameter that holds the time. It begins with AND; empty when p_is_limited is not
-- true. OFFSET 0: the limits are asked for event by event, by the small index over the streams that have any, and never joined
-- as a whole.
-- Internal: called by the reading functions.
CREATE OR REPLACE FUNCTION limits_condition(p_is_limited boolean, p_parameter integer)
RETURNS text
LANGUAGE sql
IMMUTABLE
SET search_path FROM CURRENT
AS $function$
    SELECT CASE WHEN p_is_limited THEN format(
        ' AND NOT EXISTS ('
        'SELECT FROM streams AS s '
        'WHERE s.stream_id = e.stream_id '
        'AND num_nonnulls(s.deleted_at, s.truncate_before, s.max_count, s.max_age) > 0 '
        'AND is_beyond_limits('
        'e.version, e.recorded_at, s.version, s.deleted_at, s.truncate_before, s.max_count, s.max_age, $%s) '
        'OFFSET 0)',
        p_parameter
    ) ELSE '' END
$function$;

COMMENT ON FUNCTION limits_condition(boolean, integer) IS
'Internal. The condition by which a read leaves out the events of deleted streams and those beyond limits.';

REVOKE ALL ON FUNCTION limits_condition(boolean, integer) FROM PUBLIC;
