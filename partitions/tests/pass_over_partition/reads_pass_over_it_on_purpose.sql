\ir ../../../sql/tests/include.psql
SELECT plan(9);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT head_position() AS head \gset
SELECT append_event('pass', 'a', -1, 'A', '1', p_event_id => pg_temp.id(m), p_timestamp => format('1985-0%s-05 00:00+00', m)::timestamptz, p_correlation_id => 'c') FROM generate_series(1, 2) AS m \g /dev/null
SELECT pg_temp.land();
SELECT pg_temp.raises('SELECT pass_over_partition(''events_1985_01'')', 'SE020', 'not what is attached');
SELECT detach_partition('events_1985_01'), pass_over_partition('events_1985_01') \g /dev/null
SELECT results_eq(format('SELECT version FROM read_all(%s)', :head), 'VALUES (2::bigint)', 'by position');
SELECT results_eq('SELECT version FROM read_stream(''pass'', ''a'')', 'VALUES (2::bigint)', 'by version');
SELECT results_eq('SELECT version FROM read_correlation(''c'')', 'VALUES (2::bigint)', 'by correlation');
SELECT is_empty(format('SELECT * FROM read_event(%L)', pg_temp.id(1)), 'by id');
SELECT pass_over_partition('events_1985_01', false);
SELECT pg_temp.raises(format('SELECT read_all(%s)', :head), 'SE020', 'and not any more');
SELECT pg_temp.raises('SELECT pass_over_partition(''events_1985_01'', NULL)', 'SE005', 'null is neither');
SELECT pass_over_partition('events_1985_01'), attach_partition('events_1985_01') \g /dev/null
SELECT is((SELECT is_passed_over FROM partitions WHERE partition_name = 'events_1985_01'), false, 'attaching it ends it');
SELECT is((SELECT count(*) FROM read_stream('pass', 'a')), 2::bigint, 'and all is read');

SELECT * FROM finish();
ROLLBACK;
