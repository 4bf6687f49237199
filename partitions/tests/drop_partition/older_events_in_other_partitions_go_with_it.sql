\ir ../../../sql/tests/include.psql
SELECT plan(9);

-- Stream a in January, February and March; February is dropped.
SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00') \g /dev/null
SELECT append_event('earlier', 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-05 00:00+00', 1 + n / 2)::timestamptz) FROM generate_series(0, 5) AS n \g /dev/null
SELECT append_event('earlier', 'b', -1, 'A', '1', p_timestamp => '1985-01-05 00:00+00') \g /dev/null
SELECT detach_partition('events_1985_02');
SELECT pg_temp.raises('SELECT drop_partition(''events_1985_02'')', 'SE020', 'not without a word');
SELECT is((pg_temp.detail_of('SELECT drop_partition(''events_1985_02'')') ->> 'earlier_events')::bigint, 2::bigint, 'the two of January');
SELECT is((SELECT state FROM partitions WHERE partition_name = 'events_1985_02'), 'detached', 'and nothing was begun');
SAVEPOINT attached;
SELECT detach_partition('events_1985_01');
SELECT is((pg_temp.detail_of('SELECT drop_partition(''events_1985_02'')') ->> 'earlier_events')::bigint, 2::bigint, 'also when January is detached too');
ROLLBACK TO attached;
SELECT results_eq('SELECT * FROM drop_partition(''events_1985_02'', true)', 'VALUES (2::bigint, 2::bigint, true)', 'forced: its two, and two of January');
SELECT results_eq('SELECT version FROM read_stream(''earlier'', ''a'')', 'VALUES (5::bigint), (6)', 'the stream is whole from some version on');
SELECT is((SELECT count(*) FROM read_stream('earlier', 'b')), 1::bigint, 'other streams are left alone');
SELECT is_empty('SELECT * FROM verify_streams()', 'sound');
SELECT append_event('earlier', 'a', 6, 'A', '1') \g /dev/null
SELECT is((SELECT count(*) FROM read_stream('earlier', 'a')), 3::bigint, 'it goes on');

SELECT * FROM finish();
ROLLBACK;
