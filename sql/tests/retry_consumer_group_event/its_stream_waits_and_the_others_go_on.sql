\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(12);

SELECT pg_temp.group_of('g', 1, 3) \g /dev/null
SELECT pg_temp.give('a', 3), pg_temp.give('b', 1) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT is(pg_temp.fetch(:'m', 2), 'a1 a2', 'two of one stream');
SELECT is(pg_temp.ack(:'m', 'a1'), 1::bigint, 'one is done');
SELECT is(pg_temp.retry(:'m', 'a2', '1 hour'), '1', 'one has failed');
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a2'')', :'m'), 'SE028', 'and cannot be acknowledged any more');
SELECT is(pg_temp.fetch(:'m'), 'b1', 'the other stream goes on, what stands behind the failure waits');
SELECT pg_temp.give('a', 1) \g /dev/null
SELECT is(pg_temp.fetch(:'m'), NULL, 'what comes newly as well');
UPDATE consumer_group_streams SET available_at = clock_timestamp();
SELECT is(pg_temp.fetch(:'m', 1), 'a2', 'then it comes again');
SELECT is((SELECT attempts FROM pg_temp.given ORDER BY n DESC LIMIT 1), 1, 'with its failures');
SELECT is(pg_temp.fetch(:'m', 1), 'a3', 'and the others behind it');
SELECT is(pg_temp.ack(:'m', 'a2'), 1::bigint, 'done');
SELECT is(pg_temp.fetch(:'m'), 'a4', 'and what came newly');
SELECT pg_temp.raises(format('SELECT pg_temp.retry(%L, ''a3'', ''-1 second'')', :'m'), 'SE005', 'no delay below nothing');

SELECT * FROM finish();
ROLLBACK;
