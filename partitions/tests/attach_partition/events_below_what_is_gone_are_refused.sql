-- Attached, they would lie below a hole: what is above them is removed for good.
-- Tried: without the condition on scavenged_before it is attached, and read_stream returns versions 1 and 3.
\ir ../../../sql/tests/include.psql
SELECT plan(4);

SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00') \g /dev/null
SELECT append_event('below', 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-05 00:00+00', n)::timestamptz) FROM generate_series(1, 3) AS n \g /dev/null
SELECT detach_partition('events_1985_01'), detach_partition('events_1985_02') \g /dev/null
-- As when the older table was not there to be looked into.
ALTER TABLE events_1985_01 RENAME TO elsewhere;
SELECT drop_partition('events_1985_02', true) \g /dev/null
ALTER TABLE elsewhere RENAME TO events_1985_01;
SELECT pg_temp.raises('SELECT attach_partition(''events_1985_01'')', 'SE020', 'it is refused');
SELECT is((pg_temp.detail_of('SELECT attach_partition(''events_1985_01'')') ->> 'removed_events')::bigint, 1::bigint, 'and says how many');
SELECT is((SELECT is_finished FROM drop_partition('events_1985_01')), true, 'it is dropped');
SELECT results_eq('SELECT version FROM read_stream(''below'', ''a'')', 'VALUES (3::bigint)', 'and the stream is whole from there on');

SELECT * FROM finish();
ROLLBACK;
