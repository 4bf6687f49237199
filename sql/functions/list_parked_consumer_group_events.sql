-- The parked events of a consumer group, by position, after p_position. replay_at: when it may be handed out again; null: it
-- stays. Concurrency: one snapshot. Errors: SE027 no such group; SE005, SE021.
CREATE OR REPLACE FUNCTION list_parked_consumer_group_events(
    p_name text,
    p_position bigint DEFAULT 0,
    p_limit integer DEFAULT 100,
    p_tenant text DEFAULT NULL
)
RETURNS TABLE (
    global_position bigint,
    event_id uuid,
    tenant text,
    aggregate_type text,
    aggregate_id text,
    version bigint,
    event_type text,
    attempts integer,
    last_error text,
    parked_at timestamptz,
    replay_at timestamptz
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups;
BEGIN
    PERFORM check_read(p_position, p_limit);
    v_group := lock_consumer_group(p_name, p_tenant, false);
    RETURN QUERY
    SELECT
        p.global_position, p.event_id, p.tenant, p.aggregate_type, p.aggregate_id, p.version, p.event_type, p.attempts,
        p.last_error, p.parked_at, p.replay_at
    FROM consumer_group_parked AS p
    WHERE p.group_id = v_group.group_id AND p.global_position > coalesce(p_position, 0)
    ORDER BY p.global_position
    LIMIT p_limit;
END
$function$;

COMMENT ON FUNCTION list_parked_consumer_group_events(text, bigint, integer, text) IS
'The parked events of a consumer group, by position, with their last error.';

REVOKE ALL ON FUNCTION list_parked_consumer_group_events(text, bigint, integer, text) FROM PUBLIC;
