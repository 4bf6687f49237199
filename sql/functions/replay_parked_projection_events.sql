-- Asks that events which a projection has set aside are tried again: those at p_positions, or all (null). Whoever runs
-- the projection does them, out of their order. With p_discard they are given up instead, and deleted. Returns how many.
-- Errors: SE025.
CREATE OR REPLACE FUNCTION replay_parked_projection_events(
    p_name text,
    p_positions bigint[] DEFAULT NULL,
    p_discard boolean DEFAULT false,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_events bigint;
BEGIN
    PERFORM lock_projection(p_name, NULL, p_tenant);
    IF p_discard THEN
        DELETE FROM parked_projection_events AS e
        WHERE e.tenant = p_tenant AND e.name = p_name AND (p_positions IS NULL OR e.global_position = ANY (p_positions));
    ELSE
        UPDATE parked_projection_events AS e
        SET replay_requested_at = clock_timestamp()
        WHERE e.tenant = p_tenant AND e.name = p_name AND (p_positions IS NULL OR e.global_position = ANY (p_positions));
    END IF;
    GET DIAGNOSTICS v_events = ROW_COUNT;
    RETURN v_events;
END
$function$;

COMMENT ON FUNCTION replay_parked_projection_events(text, bigint[], boolean, text) IS
'Asks that parked events of a projection are tried again, or discards them; returns how many.';

REVOKE ALL ON FUNCTION replay_parked_projection_events(text, bigint[], boolean, text) FROM PUBLIC;
