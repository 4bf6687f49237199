-- Tried: without the look at detached partitions in park_consumer_group_head() the event is neither parked nor handed out again.
\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(9);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT pg_temp.group_of('g', 1, 3) \g /dev/null
SELECT append_event('group-' || txid_current(), 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-03 00:00+00', n)::timestamptz)
FROM generate_series(1, 2) AS n \g /dev/null
SELECT pg_temp.land();
SELECT pg_temp.enter('g', 'one') AS m \gset
SELECT is(pg_temp.fetch(:'m'), 'a1 a2', 'both are handed out');
SELECT detach_partition('events_1985_01') \g /dev/null
SELECT pg_temp.raises(format('SELECT pg_temp.park(%L, ''a1'')', :'m'), 'SE020', 'what is not there cannot be set aside');
SELECT is((SELECT unacknowledged FROM list_consumer_groups() WHERE name = 'g'), 2::bigint, 'and nothing was changed');
UPDATE consumer_group_streams SET takeovers = 5;
SELECT pg_temp.vanish(:'m') \g /dev/null
SELECT pg_temp.enter('g', 'two') AS m \gset
SELECT is((SELECT slots_held FROM extend_consumer_group_lease(:'m')), 1, 'a takeover goes on');
SELECT is_empty('SELECT * FROM list_parked_consumer_group_events(''g'')', 'and parks nothing');
SELECT pg_temp.raises(format('SELECT pg_temp.fetch(%L)', :'m'), 'SE020', 'it stands where it was');
SELECT attach_partition('events_1985_01') \g /dev/null
SELECT is(pg_temp.fetch(:'m'), 'a1', 'and comes when its month is back');
SELECT lives_ok(format('SELECT pg_temp.park(%L, ''a1'')', :'m'), 'then it can be set aside');
SELECT is((SELECT version FROM list_parked_consumer_group_events('g')), 1::bigint, 'which is what is known of it');

SELECT * FROM finish();
ROLLBACK;
