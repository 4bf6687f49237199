-- Tried: with expires_at > now alone a member that has vanished is waited for until the clock is there again.
\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(5);

SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 1) \g /dev/null
SELECT pg_temp.enter('g', 'one') AS one \gset
SELECT pg_temp.fetch(:'one') \g /dev/null
UPDATE consumer_group_members SET extended_at = extended_at + interval '1 hour', expires_at = expires_at + interval '1 hour';
SELECT is((SELECT is_expired FROM list_consumer_group_members('g')), true, 'it is seen');
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a1'')', :'one'), 'SE028', 'settles nothing');
SELECT pg_temp.raises(format('SELECT extend_consumer_group_lease(%L)', :'one'), 'SE028', 'is not extended');
SELECT pg_temp.enter('g', 'two') AS two \gset
SELECT is(pg_temp.fetch(:'two'), 'a1', 'another takes over at once');
UPDATE consumer_group_members SET extended_at = extended_at + interval '500 milliseconds';
SELECT is(pg_temp.ack(:'two', 'a1'), 1::bigint, 'a clock that trembles does no harm');

SELECT * FROM finish();
ROLLBACK;
