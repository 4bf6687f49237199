\ir ../../../sql/tests/include.psql
SELECT plan(6);

SELECT create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00') \g /dev/null
SELECT append_event('detach', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1), p_timestamp => '1985-01-05 00:00+00') \g /dev/null
SELECT detach_partition('events_1985_01');
SELECT pg_temp.raises(format('SELECT append_event(''detach'', ''b'', -1, ''A'', ''1'', p_event_id => %L)', pg_temp.id(1)), 'SE020', 'in another stream');
SELECT pg_temp.raises(format('SELECT append_event(''detach'', ''a'', 0, ''A'', ''1'', p_event_id => %L)', pg_temp.id(1)), 'SE020', 'a repetition without a timestamp: whether it is one cannot be told');
SELECT is(pg_temp.detail_of(format('SELECT append_event(''detach'', ''a'', 0, ''A'', ''1'', p_event_id => %L)', pg_temp.id(1))) ->> 'partition', 'events_1985_01', 'the partition is named');
SELECT pg_temp.raises('SELECT append_event(''detach'', ''a'', 0, ''A'', ''1'')', 'SE001', 'the version is that of before');
SELECT is(stream_version('detach', 'a'), 1::bigint, 'and told');
SELECT attach_partition('events_1985_01');
SELECT is((SELECT already_stored FROM append_event('detach', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1))), true, 'attached, it is a repetition again');

SELECT * FROM finish();
ROLLBACK;
