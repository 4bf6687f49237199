-- All projections of a tenant (null: of all), or that of a name, with how they fare: a row for the generation in use, and
-- one for a generation that is being built. lag is how many positions lie between it and the head; an inline projection
-- has none. kind: client (a client handles the events), sql (run_projection() does), inline (appends do).
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION list_projections(
    p_tenant text DEFAULT NULL,
    p_name text DEFAULT NULL
)
RETURNS TABLE (
    tenant text,
    name text,
    kind text,
    generation integer,
    is_in_use boolean,
    status text,
    global_position bigint,
    lag bigint,
    stop_position bigint,
    events_processed bigint,
    events_skipped bigint,
    events_parked bigint,
    failures bigint,
    attempts integer,
    available_at timestamptz,
    error text,
    last_error text,
    last_error_position bigint,
    last_error_at timestamptz,
    last_event_id uuid,
    is_of_this_history boolean,
    function_name text,
    aggregate_types text[],
    event_types text[],
    events_tenant text,
    created_at timestamptz,
    started_at timestamptz,
    updated_at timestamptz
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT
        p.tenant,
        p.name,
        CASE WHEN p.is_inline THEN 'inline' WHEN p.function_name IS NOT NULL THEN 'sql' ELSE 'client' END,
        g.generation,
        g.generation = p.generation,
        coalesce(c.status, 'failed'),
        CASE WHEN p.is_inline THEN h.head_position ELSE coalesce(c.global_position, 0) END,
        CASE WHEN p.is_inline THEN 0 ELSE h.head_position - coalesce(c.global_position, 0) END,
        CASE WHEN g.generation = p.generation THEN p.stop_position END,
        coalesce(c.events_processed, 0),
        g.events_skipped,
        (
            SELECT count(*) FROM parked_projection_events AS e
            WHERE e.tenant = g.tenant AND e.name = g.name AND e.generation = g.generation
        ),
        g.failures,
        g.attempts,
        g.available_at,
        CASE WHEN c.name IS NULL THEN 'its checkpoint was deleted: reset_projection()' ELSE c.error END,
        g.last_error,
        g.last_error_position,
        g.last_error_at,
        c.last_event_id,
        coalesce(c.epoch = s.epoch AND c.global_position <= h.head_position, true),
        p.function_name,
        p.aggregate_types,
        p.event_types,
        p.events_tenant,
        p.created_at,
        g.started_at,
        coalesce(c.updated_at, g.started_at)
    FROM projections AS p
    INNER JOIN projection_generations AS g ON g.tenant = p.tenant AND g.name = p.name
    LEFT JOIN checkpoints AS c ON c.tenant = g.tenant AND c.name = g.checkpoint_name
    CROSS JOIN head_position() AS h (head_position)
    CROSS JOIN store AS s
    WHERE (p_tenant IS NULL OR p.tenant = p_tenant) AND (p_name IS NULL OR p.name = p_name)
    ORDER BY p.tenant, p.name, g.generation
$function$;

COMMENT ON FUNCTION list_projections(text, text) IS
'All projections with how they fare, a row for each generation.';

REVOKE ALL ON FUNCTION list_projections(text, text) FROM PUBLIC;
