\ir ../include.psql
SELECT plan(5);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 3), pg_temp.fill('b', 3), pg_temp.save('a', 1, 2), pg_temp.save('b', 2) \g /dev/null
SELECT is(delete_snapshots('order', 'a', 'Other'), 0::bigint, 'of another type');
SELECT is(delete_snapshots('order', 'a'), 2::bigint, 'all');
SELECT is(delete_snapshots('order', 'absent'), 0::bigint, 'of an absent stream');
SELECT is(pg_temp.latest('b'), 2::bigint, 'the other stream''s stay');
SELECT pg_temp.raises($$ SELECT delete_snapshots('order', 'a', p_tenant => NULL) $$, 'SE005', 'no tenant');

SELECT * FROM finish();
ROLLBACK;
