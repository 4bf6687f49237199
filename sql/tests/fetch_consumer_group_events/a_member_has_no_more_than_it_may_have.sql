\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(4);

SELECT pg_temp.group_of('g', 4, 10, 3) \g /dev/null
SELECT pg_temp.give('a', 6) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT is(pg_temp.fetch(:'m', 2), 'a1 a2', 'the limit');
SELECT is(pg_temp.fetch(:'m'), 'a3', 'the bound');
SELECT is(pg_temp.ack(:'m', 'a1', 'a2'), 2::bigint, 'room for two');
SELECT is(pg_temp.fetch(:'m'), 'a4 a5', 'which come');

SELECT * FROM finish();
ROLLBACK;
