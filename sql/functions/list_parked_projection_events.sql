-- The events that a projection (null: any) has set aside, by position after p_position, with their last error. Whether a
-- replay was asked for, and not done yet, shows in replay_requested_at.
-- Errors: SE005 for a limit outside 1 to 100,000 or a negative position.
CREATE OR REPLACE FUNCTION list_parked_projection_events(
    p_name text DEFAULT NULL,
    p_position bigint DEFAULT 0,
    p_limit integer DEFAULT 100,
    p_tenant text DEFAULT NULL
)
RETURNS SETOF parked_projection_events
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM check_read(p_position, p_limit);
    RETURN QUERY
    SELECT e.* FROM parked_projection_events AS e
    WHERE (p_name IS NULL OR e.name = p_name)
        AND (p_tenant IS NULL OR e.tenant = p_tenant)
        AND e.global_position > coalesce(p_position, 0)
    ORDER BY e.global_position, e.tenant, e.name, e.generation
    LIMIT p_limit;
END
$function$;

COMMENT ON FUNCTION list_parked_projection_events(text, bigint, integer, text) IS
'The events that projections have set aside, by position, with their last error.';

REVOKE ALL ON FUNCTION list_parked_projection_events(text, bigint, integer, text) FROM PUBLIC;
