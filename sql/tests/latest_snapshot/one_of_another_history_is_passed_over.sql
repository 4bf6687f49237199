-- As after a restore into an older state, or where rows were copied from another store.
-- Tried: without the comparison of the event ids 2 turns red. One from the future is kept out twice, by its version and because its
-- next event is not there: without both 3 turns red.
\ir ../include.psql
SELECT plan(4);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 4), pg_temp.save('a', 2, 3) \g /dev/null
SELECT is(pg_temp.latest('a'), 3::bigint, 'one that fits is used');
UPDATE snapshots SET event_id = gen_random_uuid() WHERE version = 3;
SELECT is(pg_temp.latest('a'), 2::bigint, 'one of another event is not');
UPDATE snapshots SET version = 9 WHERE version = 3;
SELECT is(pg_temp.latest('a'), 2::bigint, 'nor one from the future');
SELECT is((SELECT array_agg(version) FROM list_snapshots('order', 'a')), ARRAY[9, 2]::bigint[], 'they are listed');

SELECT * FROM finish();
ROLLBACK;
