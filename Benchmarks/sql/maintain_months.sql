-- Everything that is done to old months, once: psql runs it again and again while others append.
SELECT p.partition_name AS month FROM event_store.partitions AS p
WHERE p.upper_bound < clock_timestamp() AND p.state = 'attached'
ORDER BY p.compressed_at NULLS FIRST, p.lower_bound
LIMIT 1 \gset
SELECT d.statement FROM event_store.detach_partition_statements(:'month') AS d \gexec
SELECT event_store.attach_partition(:'month');
SELECT d.statement FROM event_store.compress_partition_statements(:'month') AS d \gexec
SELECT * FROM event_store.maintain_partitions();
