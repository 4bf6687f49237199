-- They cannot go with it, and attached back, they would be below what is gone.
-- Tried: where p_force asks nothing, the drop goes through.
\ir ../../../sql/tests/include.psql
SELECT plan(5);

SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00') \g /dev/null
SELECT append_event('held', 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-05 00:00+00', n)::timestamptz) FROM generate_series(1, 3) AS n \g /dev/null
SELECT detach_partition('events_1985_01'), detach_partition('events_1985_02') \g /dev/null
PREPARE forced AS SELECT * FROM drop_partition('events_1985_02', true);
SELECT pg_temp.raises('EXECUTE forced', 'SE020', 'refused');
SELECT is(pg_temp.detail_of('EXECUTE forced') ->> 'detached_partitions', '["events_1985_01"]', 'with the name of the older one');
SELECT is((SELECT state FROM partitions WHERE partition_name = 'events_1985_02'), 'detached', 'and nothing was begun');
SELECT drop_partition('events_1985_01', true) \g /dev/null
SELECT is((SELECT is_finished FROM drop_partition('events_1985_02', true)), true, 'the older one first');
SELECT results_eq('SELECT version FROM read_stream(''held'', ''a'')', 'VALUES (3::bigint)', 'and the stream is whole from there on');

SELECT * FROM finish();
ROLLBACK;
