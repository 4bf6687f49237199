-- How many different values a column of events has, by the planner's statistics; null before the first ANALYZE.
-- Internal: for statistics().
CREATE OR REPLACE FUNCTION estimated_distinct(
    p_column text
)
RETURNS bigint
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT max(CASE WHEN s.n_distinct >= 0 THEN s.n_distinct ELSE -s.n_distinct * greatest(c.reltuples, 1) END)::bigint
    FROM pg_partition_tree('events') AS i
    INNER JOIN pg_class AS c ON c.oid = i.relid
    INNER JOIN pg_stats AS s
        ON s.schemaname = current_schema() AND s.tablename = c.relname AND s.attname = p_column AND NOT s.inherited
    WHERE i.isleaf AND c.relkind = 'r'
$function$;

COMMENT ON FUNCTION estimated_distinct(text) IS
'Internal. How many different values a column of events has, by the planner''s statistics.';

REVOKE ALL ON FUNCTION estimated_distinct(text) FROM PUBLIC;
