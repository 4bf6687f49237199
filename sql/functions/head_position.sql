-- The highest global position that was given out. Events up to it may still be on their way: see safe_position.
CREATE OR REPLACE FUNCTION head_position()
RETURNS bigint
LANGUAGE sql
VOLATILE
SET search_path FROM CURRENT
AS $function$
    SELECT g.last_value FROM global_positions AS g
$function$;

COMMENT ON FUNCTION head_position() IS 'The highest global position that was given out; 0 in an empty store.';

REVOKE ALL ON FUNCTION head_position() FROM PUBLIC;
