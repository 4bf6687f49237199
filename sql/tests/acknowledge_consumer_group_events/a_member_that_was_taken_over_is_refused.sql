\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(7);

SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 2) \g /dev/null
SELECT pg_temp.enter('g', 'one') AS one \gset
SELECT is(pg_temp.fetch(:'one'), 'a1 a2', 'it has two');
UPDATE consumer_group_members SET expires_at = clock_timestamp() WHERE member_id = :'one';
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a1'')', :'one'), 'SE028', 'its lease has run out, and nobody has taken over');
SELECT pg_temp.enter('g', 'two') AS two \gset
SELECT is(pg_temp.fetch(:'two'), 'a1 a2', 'somebody has');
-- As if the first were a member again, which would never be under its own name.
INSERT INTO consumer_group_members SELECT :'one', group_id, tenant, 'one', now(), now(), now() + interval '1 day' FROM consumer_group_members WHERE member_id = :'two';
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a1'')', :'one'), 'SE028', 'by the token');
SELECT pg_temp.raises(format('SELECT pg_temp.retry(%L, ''a1'')', :'one'), 'SE028', 'a failure as well');
SELECT pg_temp.raises(format('SELECT pg_temp.park(%L, ''a1'')', :'one'), 'SE028', 'and to park it');
SELECT is(pg_temp.ack(:'two', 'a1', 'a2'), 2::bigint, 'the other is not');

SELECT * FROM finish();
ROLLBACK;
