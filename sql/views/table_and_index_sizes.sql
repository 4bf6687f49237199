-- Every table and index of the store, partitions too: bytes, rows, dead rows, scans, last vacuum. A table's bytes are
-- without its indexes. Nothing for a role that has not all tenants.
-- Cost: the sizes of the files and the server's statistics; no row is read.
CREATE OR REPLACE VIEW table_and_index_sizes AS
SELECT
    c.relname::text AS name,
    CASE c.relkind WHEN 'i' THEN 'index' ELSE 'table' END AS kind,
    coalesce(t.relname, c.relname)::text AS table_name,
    coalesce(t.relispartition, c.relispartition) AS is_of_partition,
    pg_table_size(c.oid) AS size_bytes,
    pg_size_pretty(pg_table_size(c.oid)) AS size,
    greatest(c.reltuples, 0)::bigint AS estimated_rows,
    CASE WHEN c.relkind = 'r' THEN pg_stat_get_dead_tuples(c.oid) END AS dead_rows,
    pg_stat_get_numscans(c.oid) AS scans,
    CASE
        WHEN c.relkind = 'r' THEN greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid))
    END AS last_vacuum
FROM pg_class AS c
LEFT JOIN pg_index AS i ON i.indexrelid = c.oid
LEFT JOIN pg_class AS t ON t.oid = i.indrelid
WHERE c.relnamespace = (SELECT r.relnamespace FROM pg_class AS r WHERE r.oid = 'store'::regclass)
    AND c.relkind IN ('r', 'i')
    AND (SELECT current_tenants()) IS NULL;

COMMENT ON VIEW table_and_index_sizes IS
'Every table and index of the store: bytes, estimated rows, dead rows, scans, last vacuum. Reads no row.';

REVOKE ALL ON TABLE table_and_index_sizes FROM PUBLIC;
