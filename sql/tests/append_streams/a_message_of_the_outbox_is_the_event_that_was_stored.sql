\ir ../include.psql
SELECT plan(5);

SELECT append_event('order', 'a', 0, 'A', '{ "x": 1.0 }', '{"m": 1}', pg_temp.id(1), now(), 'co', 'ca', 'us', 3, 'acme', true) \g /dev/null
SELECT append('order', 'b', 0, '[{"event_type": "A", "data": {"x": 2}}, {"event_type": "B", "data": [1], "user_id": "us"}]', p_outbox => true) \g /dev/null
SELECT append_streams('{order,order}', '{c,d}', '{0,0}', '{1,2,1}', NULL, '{A,B,C}', '{1,NULL,3}', p_data_bytes => ARRAY[NULL, '\x0102', NULL]::bytea[],
    p_content_types => '{NULL,application/octet-stream,NULL}', p_outbox => '{true,true}') \g /dev/null
SELECT set_eq(
    $$ SELECT global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version, tenant, aggregate_type, aggregate_id, event_type, correlation_id,
        causation_id, user_id, content_type, data::text, data_bytes, metadata::text, checksum FROM outbox $$,
    $$ SELECT global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version, tenant, aggregate_type, aggregate_id, event_type, correlation_id,
        causation_id, user_id, content_type, data::text, data_bytes, metadata::text, checksum FROM events WHERE aggregate_id IN ('a', 'b', 'c', 'd') $$,
    'field for field'
);
SELECT is((SELECT count(*) FROM outbox), 6::bigint, 'one for each event');
SELECT set_eq('SELECT stream_id, first_position FROM outbox_streams', 'SELECT stream_id, min(global_position) FROM outbox GROUP BY stream_id', 'and a row for each stream');
SELECT append_event('order', 'a', -1, 'A', '{ "x": 1.0 }', '{"m": 1}', pg_temp.id(1), now(), 'co', 'ca', 'us', 3, 'acme', true) \g /dev/null
SELECT is((SELECT count(*) FROM outbox), 6::bigint, 'a repeated append writes none');
SELECT is((SELECT count(*) FROM pg_class AS c INNER JOIN pg_index AS i ON i.indrelid = c.oid WHERE c.oid = 'outbox'::regclass AND i.indpred IS NULL), 1::bigint, 'an append pays for one index');

SELECT * FROM finish();
ROLLBACK;
