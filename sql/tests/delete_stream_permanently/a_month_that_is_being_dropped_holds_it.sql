-- Its events and their ids are not all gone yet.
-- Tried: without the look at partitions that are dropping the stream is deleted, and its ids stay taken.
\ir ../include.psql
SELECT plan(5);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT append_event('held', 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-05 00:00+00', 1 + n / 3)::timestamptz) FROM generate_series(1, 4) AS n \g /dev/null
SELECT detach_partition('events_1985_01'), drop_partition('events_1985_01', p_limit => 1) \g /dev/null
PREPARE removal AS SELECT events_removed FROM delete_stream_permanently('held', 'a', -1);
SELECT pg_temp.raises('EXECUTE removal', 'SE020', 'it is refused');
SELECT is(pg_temp.detail_of('EXECUTE removal') ->> 'drop', 'SELECT * FROM event_store.drop_partition(''events_1985_01'')', 'with what to do first');
SELECT is(
    pg_temp.detail_of($$ SELECT append_event('held', 'a', -1, 'A', '1', p_timestamp => '1985-01-06 00:00+00') $$)::jsonb - '{timestamp,month}'::text[],
    '{"state": "dropping", "partition": "events_1985_01", "drop": "SELECT * FROM event_store.drop_partition(''events_1985_01'')"}', 'an append into the month is told so, too'
);
SELECT drop_partition('events_1985_01') \g /dev/null
SELECT results_eq('removal', 'VALUES (2::bigint)', 'and then it goes');
SELECT is_empty('SELECT * FROM verify_streams()', 'nothing is left of it');

SELECT * FROM finish();
ROLLBACK;
