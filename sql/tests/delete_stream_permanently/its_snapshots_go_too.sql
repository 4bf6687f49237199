-- And a new stream of the same name has nothing of them.
-- Tried: without the deletion 1 turns red.
\ir ../include.psql
SELECT plan(3);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 3), pg_temp.fill('b', 3), pg_temp.save('a', 2), pg_temp.save('b', 2) \g /dev/null
SELECT delete_stream_permanently('order', 'a', -1) \g /dev/null
SELECT is((SELECT array_agg(aggregate_id) FROM snapshots), ARRAY['b'], 'those of the stream are gone');
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT is(pg_temp.latest('a'), NULL, 'the next stream of the name has none');
SELECT is(pg_temp.latest('b'), 2::bigint, 'another one has');

SELECT * FROM finish();
ROLLBACK;
