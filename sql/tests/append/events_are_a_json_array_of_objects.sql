\ir ../include.psql
SELECT plan(5);

SELECT results_eq(
    format($$ SELECT stream_version, last_position - first_position, already_stored FROM append('order', 'a', 0, %L) $$,
        json_build_array(
            json_build_object('event_type', 'A', 'data', json_build_object('x', 1)),
            json_build_object('event_type', 'B', 'data', NULL, 'event_id', pg_temp.id(1), 'timestamp', now(), 'schema_version', 2,
                'metadata', json_build_object('k', 'v'), 'correlation_id', 'co', 'causation_id', 'ca', 'user_id', 'us'))),
    $$ VALUES (2::bigint, 1::bigint, false) $$, 'two events'
);
SELECT results_eq(
    $$ SELECT event_type, data::text, schema_version, metadata::text, correlation_id, causation_id, user_id FROM read_stream('order', 'a') $$,
    $$ VALUES ('A', '{"x" : 1}', 1, NULL, NULL, NULL, NULL), ('B', 'null', 2, '{"k" : "v"}', 'co', 'ca', 'us') $$,
    'with all keys, and data as it was written'
);
SELECT is((SELECT timestamp FROM read_event(pg_temp.id(1))), now(), 'and the timestamp');
SELECT is((SELECT stream_version FROM append('order', 'a', 0, '[{"event_type": "A", "data": 1}]', 'acme')), 1::bigint, 'of a tenant');
SELECT pg_temp.raises($$ SELECT append('order', 'a', 1, '[{"event_type": "A", "data": 1}]') $$, 'SE001', 'errors as append_streams');

SELECT * FROM finish();
ROLLBACK;
