\ir ../include.psql
SELECT plan(3);

SELECT create_partitions(now() - interval '1 hour', now()) \g /dev/null
SELECT append_event('order', 'a', 0, 'A', '{ "x": 1.0 }', '{"m": 1}', pg_temp.id(1), now() - interval '1 hour', 'co', 'ca', 'us', 3, 'acme') \g /dev/null
SELECT append_streams('{order}', '{b}', '{0}', '{1}', ARRAY[pg_temp.id(2)], '{A}', '{"{ \"x\": 1.0 }"}', '{"{\"m\": 1}"}', ARRAY[now() - interval '1 hour'], '{co}', '{ca}', '{us}', '{3}', p_tenants => '{acme}') \g /dev/null
SELECT results_eq(
    $$ SELECT tenant, aggregate_type, version, event_type, schema_version, content_type, data::text, data_bytes, metadata::text, correlation_id, causation_id, user_id, timestamp FROM read_stream('order', 'a', p_tenant => 'acme') $$,
    $$ SELECT tenant, aggregate_type, version, event_type, schema_version, content_type, data::text, data_bytes, metadata::text, correlation_id, causation_id, user_id, timestamp FROM read_stream('order', 'b', p_tenant => 'acme') $$,
    'field for field'
);
SELECT is((SELECT data::text FROM read_event(pg_temp.id(1), 'acme')), '{ "x": 1.0 }', 'the text is exact');
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'with right checksums');

SELECT * FROM finish();
ROLLBACK;
