\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(12);

SELECT pg_temp.group_of('g', 4, 4) \g /dev/null
SELECT pg_temp.give('bad', 2), pg_temp.give('good', 2) \g /dev/null
SELECT pg_temp.enter('g', '1') AS m \gset
SELECT is(pg_temp.fetch(:'m'), 'bad1 bad2 good1 good2', 'all at once');
SELECT pg_temp.vanish(:'m') \g /dev/null
SELECT pg_temp.enter('g', '2') AS m \gset
SELECT is(pg_temp.fetch(:'m'), 'bad1 bad2 good1 good2', 'and again');
SELECT pg_temp.vanish(:'m') \g /dev/null
SELECT pg_temp.enter('g', '3') AS m \gset
SELECT is(pg_temp.fetch(:'m'), 'bad1', 'then one event alone');
SELECT is(pg_temp.fetch(:'m'), NULL, 'and nothing beside it');
SELECT pg_temp.vanish(:'m') \g /dev/null
SELECT pg_temp.enter('g', '4') AS m \gset
SELECT is(pg_temp.fetch(:'m'), 'good1', 'the other alone');
SELECT is(pg_temp.ack(:'m', 'good1'), 1::bigint, 'which is innocent');
SELECT is(pg_temp.fetch(:'m'), 'bad1', 'the first one again');
SELECT pg_temp.vanish(:'m') \g /dev/null
SELECT pg_temp.enter('g', '5') AS m \gset
SELECT results_eq('SELECT aggregate_id || version, attempts FROM list_parked_consumer_group_events(''g'')', $$ VALUES ('bad1', 4) $$, 'is parked');
SELECT is(pg_temp.fetch(:'m'), 'bad2 good2', 'the others go on');
SELECT is(pg_temp.ack(:'m', 'bad2', 'good2'), 2::bigint, 'to the end');
SELECT is((SELECT waiting_streams + unacknowledged FROM list_consumer_groups() WHERE name = 'g'), 0::bigint, 'and nothing waits');
SELECT is((SELECT count(*) FROM list_consumer_group_members('g')), 1::bigint, 'the vanished are no members');

SELECT * FROM finish();
ROLLBACK;
