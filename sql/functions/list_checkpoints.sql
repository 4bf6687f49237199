-- All checkpoints of a tenant (null: of all) with their lag: how many positions lie between them and the head.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION list_checkpoints(
    p_tenant text DEFAULT NULL
)
RETURNS TABLE (
    tenant text,
    name text,
    global_position bigint,
    lag bigint,
    last_event_id uuid,
    events_processed bigint,
    status text,
    error text,
    epoch uuid,
    is_of_this_history boolean,
    updated_at timestamptz
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT
        c.tenant,
        c.name,
        c.global_position,
        h.head_position - c.global_position,
        c.last_event_id,
        c.events_processed,
        c.status,
        c.error,
        c.epoch,
        c.epoch = s.epoch AND c.global_position <= h.head_position,
        c.updated_at
    FROM checkpoints AS c
    CROSS JOIN head_position() AS h (head_position)
    CROSS JOIN store AS s
    WHERE p_tenant IS NULL OR c.tenant = p_tenant
    ORDER BY c.tenant, c.name
$function$;

COMMENT ON FUNCTION list_checkpoints(text) IS
'All checkpoints with their lag in positions behind the head.';

REVOKE ALL ON FUNCTION list_checkpoints(text) FROM PUBLIC;
