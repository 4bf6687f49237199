\ir ../include.psql
SELECT plan(9);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 4), pg_temp.fill('b', 4), pg_temp.save('a', 1, 2, 3), pg_temp.save('b', 2) \g /dev/null
SELECT is(prune_snapshots(2, p_aggregate_type => 'invoice'), 0::bigint, 'of a type that has none');
SELECT is(prune_snapshots(2, interval '1 hour'), 0::bigint, 'none is old');
SELECT is(prune_snapshots(2, p_aggregate_type => 'order'), 1::bigint, 'one is too many');
SELECT is(array_agg(version), ARRAY[3, 2]::bigint[], 'the oldest') FROM list_snapshots('order', 'a');
SELECT is(prune_snapshots(0, p_limit => 2), 2::bigint, 'in batches');
SELECT is(prune_snapshots(0, p_limit => 2), 1::bigint, 'to the end');
SELECT pg_temp.raises('SELECT prune_snapshots(-1)', 'SE005', 'a negative number');
SELECT pg_temp.raises('SELECT prune_snapshots(p_older_than => ''-1 hour'')', 'SE005', 'a negative age');
SELECT pg_temp.raises('SELECT prune_snapshots(p_limit => 0)', 'SE005', 'no limit');

SELECT * FROM finish();
ROLLBACK;
