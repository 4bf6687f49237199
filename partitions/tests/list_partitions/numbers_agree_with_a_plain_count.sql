\ir ../../../sql/tests/include.psql
SELECT plan(5);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT pg_temp.fill('a', 7), append_event('order', 'a', -1, 'A', '1', p_timestamp => '1985-01-05 00:00+00') \g /dev/null
SELECT is((SELECT sum(events) FROM list_partitions()), (SELECT count(*)::numeric FROM events), 'events');
SELECT results_eq('SELECT events, first_position, last_position FROM list_partitions() WHERE partition_name = ''events_1985_01''', 'SELECT 1::bigint, head_position(), head_position()', 'positions');
SELECT results_eq('SELECT events, first_position FROM list_partitions() WHERE partition_name = ''events_1985_02''', 'VALUES (0::bigint, NULL::bigint)', 'an empty one');
ANALYZE;
SELECT results_eq('SELECT partition_name, events FROM list_partitions(false)', 'SELECT partition_name, events FROM list_partitions()', 'estimates after ANALYZE');
SELECT results_eq('SELECT partition_name FROM list_partitions()', 'SELECT partition_name FROM partitions ORDER BY lower_bound', 'in the order of time');

SELECT * FROM finish();
ROLLBACK;
