\ir ../../../sql/tests/include.psql
SELECT plan(22);

-- Streams a (both months), b (January alone), c (February alone).
SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT head_position() AS head \gset
SELECT append_event('drop', 'a', -1, 'A', '1', p_event_id => pg_temp.id(n), p_timestamp => timestamptz '1985-01-10 00:00+00' + n * interval '1 day') FROM generate_series(1, 5) AS n \g /dev/null
SELECT append_event('drop', 'b', -1, 'B', '1', p_timestamp => timestamptz '1985-01-10 00:00+00' + n * interval '1 day') FROM generate_series(1, 3) AS n \g /dev/null
SELECT append_event('drop', s, -1, 'C', '1', p_timestamp => '1985-02-10 00:00+00') FROM unnest(ARRAY['a', 'c']) AS s \g /dev/null
SELECT pg_temp.land();
SELECT pg_temp.raises('SELECT drop_partition(''events_1985_01'')', 'SE020', 'not what is attached');
SELECT detach_partition('events_1985_01');

SELECT save_checkpoint('slow', :head + 7) \g /dev/null
SELECT pg_temp.raises('SELECT drop_partition(''events_1985_01'')', 'SE020', 'not while a checkpoint is below its end');
SELECT is(pg_temp.detail_of('SELECT drop_partition(''events_1985_01'')')::jsonb -> 'checkpoints', '["slow"]', 'which is named');
SELECT save_checkpoint('slow', :head + 8, p_last_event_id => (SELECT event_id FROM events_1985_01 WHERE global_position = :head + 8)) \g /dev/null
SELECT pg_temp.raises('SELECT drop_partition(''events_1985_01'', p_limit => 0)', 'SE005', 'no batch of none');

SELECT results_eq('SELECT * FROM drop_partition(''events_1985_01'', p_limit => 3)', 'VALUES (3::bigint, 0::bigint, false)', 'a batch');
SELECT is((SELECT state FROM partitions WHERE partition_name = 'events_1985_01'), 'dropping', 'on the way');
SELECT pg_temp.raises('SELECT attach_partition(''events_1985_01'')', 'SE020', 'which leads not back');
SELECT is_empty('SELECT * FROM verify_streams()', 'half gone, the streams are sound');
SELECT results_eq('SELECT count(*) FROM drop_partition_statements(''events_1985_01'', p_limit => 3)', 'VALUES (2::bigint)', 'two more');
SELECT results_eq('SELECT * FROM drop_partition(''events_1985_01'', p_limit => 3)', 'VALUES (3::bigint, 0::bigint, false)', 'the second');
SELECT results_eq('SELECT * FROM drop_partition(''events_1985_01'', p_limit => 3)', 'VALUES (2::bigint, 0::bigint, true)', 'the last');

SELECT hasnt_table(current_schema(), 'events_1985_01', 'the table is gone');
SELECT is((SELECT count(*) FROM partitions WHERE partition_name = 'events_1985_01'), 0::bigint, 'and off the registry');
SELECT results_eq('SELECT version FROM read_stream(''drop'', ''a'')', 'VALUES (6::bigint)', 'a stream begins behind it');
SELECT is_empty('SELECT * FROM read_stream(''drop'', ''b'')', 'or is empty');
SELECT results_eq(format('SELECT aggregate_id, version FROM read_all(%s)', :head), $$ VALUES ('a', 6::bigint), ('c', 1) $$, 'reading by position goes on');
SELECT is((SELECT stream_version FROM append_event('drop', 'b', 3, 'B', '1')), 4::bigint, 'versions go on');
SELECT is((SELECT stream_version FROM append_event('drop', 'c', 1, 'C', '1', p_event_id => pg_temp.id(1))), 2::bigint, 'its event ids are free');
SELECT lives_ok('SELECT load_checkpoint(''slow'')', 'the checkpoint at its end is good');
SELECT is_empty('SELECT * FROM verify_streams()', 'verify_streams finds nothing');
SELECT is_empty(format('SELECT * FROM verify(%s)', :head), 'nor verify');
SELECT is((SELECT count(*) FROM create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00')), 1::bigint, 'the month can be made anew');

SELECT * FROM finish();
ROLLBACK;
