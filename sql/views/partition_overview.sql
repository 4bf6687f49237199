-- The partitions of events with their state, size, and rows as of the last ANALYZE; the sizes are null where the table is gone.
-- Nothing for a role that has not all tenants.
-- Cost: the registry and the sizes of the files; no event is read. list_partitions() counts.
CREATE OR REPLACE VIEW partition_overview AS
SELECT
    p.partition_name,
    p.lower_bound,
    p.upper_bound,
    p.state,
    p.lower_bound <= clock_timestamp() AND p.upper_bound > clock_timestamp() AS is_current,
    p.lower_bound > clock_timestamp() AS is_ahead,
    greatest(c.reltuples, 0)::bigint AS estimated_events,
    pg_total_relation_size(c.oid) AS size_bytes,
    pg_size_pretty(pg_total_relation_size(c.oid)) AS size,
    p.first_position,
    p.last_position,
    p.is_passed_over,
    p.compressed_at
FROM partitions AS p
LEFT JOIN pg_class AS c
    ON c.relname = p.partition_name
    AND c.relnamespace = (SELECT r.relnamespace FROM pg_class AS r WHERE r.oid = 'partitions'::regclass)
WHERE (SELECT current_tenants()) IS NULL;

COMMENT ON VIEW partition_overview IS
'The partitions of events: bounds, state, size, estimated rows. Reads no event.';

REVOKE ALL ON TABLE partition_overview FROM PUBLIC;
