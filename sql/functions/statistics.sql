-- One row of numbers about a tenant's part of the store (null: all tenants).
--
-- p_exact => false takes the numbers of all tenants from the planner's statistics: immediate, but only as fresh as the last
-- ANALYZE; the tenant is then not considered. p_exact => true counts, which reads every partition's index once. Sizes are
-- those of the whole store. While tenants are isolated, a role that has not all of them always gets counts, and null for
-- sizes.
-- What is stored is counted, also what no read returns any more because scavenge has not removed it yet.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION statistics(
    p_exact boolean DEFAULT true,
    p_tenant text DEFAULT NULL
)
RETURNS TABLE (
    events bigint,
    streams bigint,
    event_types bigint,
    aggregate_types bigint,
    first_position bigint,
    last_position bigint,
    size_bytes bigint,
    size text,
    is_exact boolean
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_is_restricted boolean := current_tenants() IS NOT NULL;
    v_size bigint := (
        SELECT sum(pg_total_relation_size(t.relid))
        FROM (
            SELECT i.relid FROM pg_partition_tree('events') AS i
            UNION ALL
            VALUES ('streams'::regclass), ('event_ids'::regclass), ('checkpoints'::regclass), ('partitions'::regclass),
                ('store'::regclass)
        ) AS t
        WHERE NOT v_is_restricted
    );
BEGIN
    IF p_exact OR v_is_restricted THEN
        RETURN QUERY
        SELECT
            count(*),
            (SELECT count(*) FROM streams AS s WHERE p_tenant IS NULL OR s.tenant = p_tenant),
            count(DISTINCT e.event_type),
            count(DISTINCT e.aggregate_type),
            min(e.global_position),
            max(e.global_position),
            v_size,
            pg_size_pretty(v_size),
            true
        FROM events AS e
        WHERE p_tenant IS NULL OR e.tenant = p_tenant;
    ELSE
        RETURN QUERY
        SELECT
            (
                SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
                FROM pg_partition_tree('events') AS i
                INNER JOIN pg_class AS c ON c.oid = i.relid
                WHERE i.isleaf AND c.relkind = 'r'
            ),
            (SELECT greatest(c.reltuples, 0)::bigint FROM pg_class AS c WHERE c.oid = 'streams'::regclass),
            estimated_distinct('event_type'),
            estimated_distinct('aggregate_type'),
            (SELECT min(e.global_position) FROM events AS e),
            (SELECT max(e.global_position) FROM events AS e),
            v_size,
            pg_size_pretty(v_size),
            false;
    END IF;
END
$function$;

COMMENT ON FUNCTION statistics(boolean, text) IS
'Events, streams, types, positions and size of the store; counted, or estimated from the planner''s statistics.';

REVOKE ALL ON FUNCTION statistics(boolean, text) FROM PUBLIC;
