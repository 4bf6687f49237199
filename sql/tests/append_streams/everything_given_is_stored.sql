\ir ../include.psql
SELECT plan(2);

SELECT append_streams(
    '{order}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{Placed}', '{"{ \"a\" : 1.50 }"}', '{"{\"k\": \"v\"}"}',
    ARRAY[now() - interval '1 hour'], '{co}', '{ca}', '{us}', '{7}', p_tenants => '{acme}'
) \g /dev/null
SELECT create_partitions(now() - interval '1 hour', now()) \g /dev/null
SELECT results_eq(
    $$ SELECT tenant, aggregate_type, aggregate_id, version, event_id, event_type, schema_version, content_type, data::text,
           data_bytes, metadata::text, correlation_id, causation_id, user_id, timestamp
       FROM read_stream('order', 'a', p_tenant => 'acme') $$,
    $$ VALUES ('acme', 'order', 'a', 1::bigint, pg_temp.id(1), 'Placed', 7, NULL::text, '{ "a" : 1.50 }', NULL::bytea,
           '{"k": "v"}', 'co', 'ca', 'us', now() - interval '1 hour') $$,
    'and given back byte for byte'
);
SELECT cmp_ok(
    (SELECT recorded_at FROM read_stream('order', 'a', p_tenant => 'acme')), '>=', now(), 'recorded_at is the server''s clock'
);

SELECT * FROM finish();
ROLLBACK;
