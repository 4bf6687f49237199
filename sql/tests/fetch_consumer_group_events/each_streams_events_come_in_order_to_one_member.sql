\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(7);

SELECT pg_temp.group_of('g') \g /dev/null
SELECT pg_temp.give('a', 2), pg_temp.give('b', 1), pg_temp.give('a', 1) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT is(pg_temp.fetch(:'m'), 'a1 a2 a3 b1', 'all that was appended since the group was made');
SELECT is(pg_temp.fetch(:'m'), NULL, 'once');
SELECT is((SELECT looked_at_position >= head_position() FROM fetch_consumer_group_events(:'m')), true, 'and says up to where it looked');
SELECT is(pg_temp.ack(:'m', 'a1', 'a2', 'b1'), 3::bigint, 'settled');
SELECT is((SELECT unacknowledged FROM list_consumer_groups() WHERE name = 'g'), 1::bigint, 'one is left');
SELECT is(pg_temp.ack(:'m', 'a1', 'a3'), 1::bigint, 'what was acknowledged before counts nothing');
SELECT is((SELECT count(*) FROM consumer_group_streams AS r JOIN consumer_groups AS g USING (group_id) WHERE g.name = 'g'), 0::bigint, 'no row is left');

SELECT * FROM finish();
ROLLBACK;
