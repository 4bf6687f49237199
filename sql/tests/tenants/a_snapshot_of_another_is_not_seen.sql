-- Tried: without the policy on snapshots the last two turn red.
\ir ../include.psql
SELECT plan(8);
\ir ../tenants.psql
SELECT save_snapshot('order', 'same', e.version, e.event_id, 'State', 1, '1', p_tenant => t) FROM unnest(ARRAY['a', 'b']) AS t, read_stream('order', 'same', 2, 1, p_tenant => t) AS e \g /dev/null
SELECT e.event_id AS of_b FROM read_stream('order', 'same', 3, 1, p_tenant => 'b') AS e \gset
GRANT EXECUTE ON FUNCTION prune_snapshots TO es_test_login_a;

SET LOCAL ROLE es_test_login_a;
SELECT is((SELECT count(*) FROM latest_snapshot('order', 'same', 'State', 1, p_tenant => 'a')), 1::bigint, 'its own');
SELECT pg_temp.raises($$ SELECT latest_snapshot('order', 'same', 'State', 1, p_tenant => 'b') $$, 'SE021', 'not the other''s');
SELECT pg_temp.raises($$ SELECT list_snapshots('order', 'same', p_tenant => 'b') $$, 'SE021', 'not in the list');
SELECT pg_temp.raises(format($$ SELECT save_snapshot('order', 'same', 3, %L, 'State', 1, '1', p_tenant => 'b') $$, :'of_b'), 'SE021', 'nor can it be saved');
SELECT pg_temp.raises($$ SELECT delete_snapshots('order', 'same', p_tenant => 'b') $$, 'SE021', 'or deleted');
SELECT lives_ok($$ SELECT save_snapshot('order', 'same', 3, (SELECT event_id FROM read_stream('order', 'same', 3, 1, p_tenant => 'a')), 'State', 1, '1', p_tenant => 'a') $$, 'its own is saved');
SELECT is(prune_snapshots(0), 2::bigint, 'it prunes its own');
RESET ROLE;
SELECT is((SELECT array_agg(tenant) FROM snapshots), ARRAY['b'], 'and no other');

SELECT * FROM finish();
ROLLBACK;
