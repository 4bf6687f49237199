\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(4);

SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 2) \g /dev/null
SELECT pg_temp.enter('g', 'one') AS one \gset
SELECT pg_temp.fetch(:'one') \g /dev/null
SELECT ok(leave_consumer_group(:'one'), 'it leaves');
SELECT ok(NOT leave_consumer_group(:'one'), 'once');
SELECT pg_temp.enter('g', 'two') AS two \gset
SELECT is(pg_temp.fetch(:'two'), 'a1 a2', 'another has all');
SELECT is((SELECT max(attempts) FROM pg_temp.given), 0, 'with no failure');

SELECT * FROM finish();
ROLLBACK;
