-- Tried: without FORCE ROW LEVEL SECURITY, and with current_tenants() returning null, every assertion on rows turns red.
\ir ../include.psql
SELECT plan(24);
\ir ../tenants.psql
SELECT pg_temp.land() \g /dev/null
SELECT e.event_id AS of_b FROM read_stream('invoice', 'only-b', p_tenant => 'b') AS e LIMIT 1 \gset

SET LOCAL ROLE es_test_login_a;
SELECT is(current_tenants(), ARRAY['a'], 'its tenants');
SELECT is((SELECT array_agg(DISTINCT e.tenant) FROM read_all() AS e), ARRAY['a'], 'all events');
SELECT is((SELECT count(*) FROM read_all()), 3::bigint, 'three of them');
SELECT is((SELECT count(*) FROM read_stream('order', 'same', p_tenant => 'a')), 3::bigint, 'its stream');
SELECT pg_temp.raises($$ SELECT read_stream('order', 'same', p_tenant => 'b') $$, 'SE021', 'not the other''s of the same name');
SELECT pg_temp.raises($$ SELECT stream_version('order', 'same', 'b') $$, 'SE021', 'nor its version');
SELECT is((SELECT count(*) FROM read_all(p_tenant => 'b')), 0::bigint, 'nor by a filter');
SELECT is((SELECT count(*) FROM read_event_type('Secret', p_tenant => NULL)), 0::bigint, 'nor by type');
SELECT is((SELECT count(*) FROM read_event(:'of_b', NULL)), 0::bigint, 'nor by id');
SELECT is(event_exists(:'of_b', NULL), false, 'not even that it exists');
SELECT is((SELECT array_agg(DISTINCT s.tenant) FROM list_streams(p_tenant => NULL) AS s), ARRAY['a'], 'streams');
SELECT is((SELECT array_agg(c.tenant) FROM list_checkpoints() AS c), ARRAY['a'], 'checkpoints');
SELECT pg_temp.raises($$ SELECT load_checkpoint('p', 'b') $$, 'SE021', 'not the other''s');
SELECT is((SELECT row(s.events, s.streams, s.event_types, s.aggregate_types, s.size_bytes)::text FROM statistics() AS s), '(3,1,1,1,)', 'statistics');
SELECT is((SELECT row(s.events, s.is_exact, s.size_bytes)::text FROM statistics(p_exact => false) AS s), '(3,t,)', 'no estimates of others');
SELECT is((SELECT array_agg(s.event_type) FROM statistics_by_event_type() AS s), ARRAY['Happened'], 'statistics by event type');
SELECT is((SELECT array_agg(s.aggregate_type) FROM statistics_by_aggregate_type() AS s), ARRAY['order'], 'and by aggregate type');
SELECT is((SELECT count(*) FROM verify()), 0::bigint, 'nothing that seems to be missing');
SELECT is((SELECT count(*) FROM verify_streams() AS v WHERE v.tenant IS DISTINCT FROM 'a'), 0::bigint, 'of any stream');
SET LOCAL ROLE es_test_login_none;
SELECT is((SELECT count(*) FROM read_all()), 0::bigint, 'who was given no tenant sees nothing');
SET LOCAL ROLE es_test_login_all;
SELECT is((SELECT count(*) FROM read_all()), 10::bigint, 'who was given all sees all');
SET LOCAL event_store.tenant = 'b';
SELECT is((SELECT count(*) FROM read_all()), 7::bigint, 'but for a setting that narrows it');
SET LOCAL ROLE es_test_login_a;
SELECT is((SELECT count(*) FROM read_all()), 0::bigint, 'which adds nothing');
RESET ROLE;
SET LOCAL event_store.tenant = '';
SELECT disable_tenant_isolation() \g /dev/null
SET LOCAL ROLE es_test_login_a;
SELECT is((SELECT count(*) FROM read_all()), 10::bigint, 'without isolation everybody sees all');

RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
