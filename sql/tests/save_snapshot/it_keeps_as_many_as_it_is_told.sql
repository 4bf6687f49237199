\ir ../include.psql
SELECT plan(3);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 6), pg_temp.fill('b', 2), pg_temp.save('a', 1, 2, 3, 4), pg_temp.save('b', 1) \g /dev/null
SELECT save_snapshot('order', 'a', 1, (SELECT event_id FROM read_stream('order', 'a', 1, 1)), 'Other', 1, '1') \g /dev/null
SELECT save_snapshot('order', 'a', 5, (SELECT event_id FROM read_stream('order', 'a', 5, 1)), 'State', 1, '1', p_keep => 2) \g /dev/null
SELECT is(array_agg(version), ARRAY[5, 4]::bigint[], 'the two newest of the state type') FROM list_snapshots('order', 'a', 'State');
SELECT is((SELECT count(*) FROM list_snapshots('order', 'a', 'Other')), 1::bigint, 'those of another stay');
SELECT is((SELECT count(*) FROM list_snapshots('order', 'b')), 1::bigint, 'and those of another stream');

SELECT * FROM finish();
ROLLBACK;
