\ir ../include.psql
SELECT plan(3);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 3), pg_temp.save('a', 1, 3) \g /dev/null
SELECT save_snapshot('order', 'a', 2, (SELECT event_id FROM read_stream('order', 'a', 2, 1)), 'Other', 1, '1') \g /dev/null
SELECT is(array_agg(version || ' ' || state_type), ARRAY['3 State', '2 Other', '1 State'], 'all') FROM list_snapshots('order', 'a');
SELECT is(array_agg(version), ARRAY[2]::bigint[], 'one type') FROM list_snapshots('order', 'a', 'Other');
SELECT pg_temp.raises($$ SELECT list_snapshots('order', 'a', p_tenant => NULL) $$, 'SE005', 'no tenant');

SELECT * FROM finish();
ROLLBACK;
