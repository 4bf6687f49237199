\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(12);

SELECT pg_temp.group_of('g', 1, 2) \g /dev/null
SELECT pg_temp.give('a', 3), pg_temp.fill('b', 1, 'group-' || txid_current(), '', 'Other') \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT pg_temp.park(:'m', 'a1'), pg_temp.park(:'m', 'b1') \g /dev/null
SELECT pg_temp.park(:'m', 'a2') \g /dev/null
SELECT is(replay_parked_consumer_group_events('g', p_event_types => ARRAY['Other']), 1::bigint, 'by type');
SELECT is(replay_parked_consumer_group_events('g', p_event_types => ARRAY['Other']), 0::bigint, 'not twice');
SELECT is(pg_temp.fetch(:'m'), 'b1', 'comes again');
SELECT ok((SELECT is_replay FROM pg_temp.given ORDER BY n DESC LIMIT 1), 'marked as a replay');
SELECT is(pg_temp.ack(:'m', 'b1'), 1::bigint, 'is done');
SELECT is(replay_parked_consumer_group_events('g', ARRAY(SELECT min(global_position) FROM list_parked_consumer_group_events('g'))), 1::bigint, 'one');
SELECT is(pg_temp.fetch(:'m'), 'a1', 'comes again');
SELECT is(pg_temp.retry(:'m', 'a1'), '1', 'fails');
SELECT is(pg_temp.fetch(:'m'), 'a1', 'comes once more');
SELECT is(pg_temp.retry(:'m', 'a1'), '2 parked', 'and is parked again');
SELECT is(pg_temp.ack(:'m', 'a3') + replay_parked_consumer_group_events('g'), 3::bigint, 'all');
SELECT is(pg_temp.fetch(:'m'), 'a1 a2', 'come again');

SELECT * FROM finish();
ROLLBACK;
