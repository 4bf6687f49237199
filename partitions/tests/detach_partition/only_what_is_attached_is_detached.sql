\ir ../../../sql/tests/include.psql
SELECT plan(11);

SELECT create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00') \g /dev/null
SELECT append_event('detach', 'a', 0, 'A', '1', p_timestamp => '1985-01-05 00:00+00') \g /dev/null
SELECT pg_temp.raises(format('SELECT detach_partition(%s)', a), 'SE005', a)
FROM unnest(ARRAY['''events''', '''events_1985_01; DROP TABLE store''', 'NULL', '''events_1985_01'', 0', '''events_1985_01'', NULL']) AS a;
SELECT detach_partition('events_1985_01');
SELECT results_eq('SELECT state, events, first_position, last_position FROM list_partitions() WHERE partition_name = ''events_1985_01''', 'VALUES (''detached'', 1::bigint, head_position(), head_position())', 'it is listed');
SELECT results_eq('SELECT first_position, last_position FROM partitions WHERE partition_name = ''events_1985_01''', 'VALUES (head_position(), head_position())', 'its positions are known exactly');
SELECT is((SELECT count(*) FROM pg_inherits WHERE inhrelid = 'events_1985_01'::regclass), 0::bigint, 'the catalog agrees');
SELECT pg_temp.raises('SELECT detach_partition(''events_1985_01'')', 'SE020', 'not again');
SELECT pg_temp.raises('SELECT close_partition(''events_1985_01'')', 'SE020', 'and not closed');
SELECT is((SELECT last_partition_ends FROM partition_alarm('300000 years')), (SELECT max(upper_bound) FROM partitions WHERE state = 'attached'), 'the alarm counts attached ones');

SELECT * FROM finish();
ROLLBACK;
