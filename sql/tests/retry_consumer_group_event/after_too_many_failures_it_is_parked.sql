\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(5);

SELECT pg_temp.group_of('g', 1, 2) \g /dev/null
SELECT pg_temp.give('a', 2) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT is(pg_temp.retry(:'m', 'a1'), '1', 'once');
SELECT is(pg_temp.fetch(:'m'), 'a1 a2', 'again');
SELECT is(pg_temp.retry(:'m', 'a1'), '2 parked', 'twice');
SELECT is(pg_temp.ack(:'m', 'a2'), 1::bigint, 'what stands behind it goes on');
SELECT results_eq('SELECT version, attempts, last_error FROM list_parked_consumer_group_events(''g'')', $$ VALUES (1::bigint, 2, 'no') $$, 'it is listed');

SELECT * FROM finish();
ROLLBACK;
