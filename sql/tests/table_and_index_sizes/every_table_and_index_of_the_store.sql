\ir ../include.psql
SELECT plan(4);

SELECT pg_temp.fill('a', 50) \g /dev/null
SELECT set_eq('SELECT name, kind FROM table_and_index_sizes', $$ SELECT c.relname::text, CASE c.relkind WHEN 'i' THEN 'index' ELSE 'table' END FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'i') $$, 'every table and index');
SELECT is((SELECT sum(s.size_bytes) FROM table_and_index_sizes AS s WHERE s.table_name = 'streams'), pg_total_relation_size('streams')::numeric, 'bytes of a table and its indexes');
SELECT is((SELECT s.kind || ' of ' || s.table_name FROM table_and_index_sizes AS s WHERE s.name = 'streams_pkey'), 'index of streams', 'an index says whose it is');
SELECT is((SELECT sum(s.size_bytes) FROM table_and_index_sizes AS s WHERE s.is_of_partition), (SELECT sum(l.size_bytes) FROM list_partitions(false) AS l), 'partitions with theirs');

SELECT * FROM finish();
ROLLBACK;
