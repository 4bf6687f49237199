\ir ../include.psql
SELECT plan(13);

SELECT append_event('contain', 'c', -1, 'A', format('{"customer": {"id": "c-%s", "tags": ["a", "b%s"]}, "n": %s}', n % 4, n % 3, n)::json, format('{"node": {"name": "web-%s"}}', n % 2)::json)
FROM generate_series(1, 24) AS n \g /dev/null
SELECT append_streams('{contain}', '{bytes}', '{-1}', '{1}', NULL, '{B}', NULL, p_data_bytes => ARRAY['\x00'::bytea], p_content_types => '{application/octet-stream}') \g /dev/null
SELECT pg_temp.land();

SELECT pg_temp.raises('SELECT read_containing(''{"n": 1}'')', 'SE022', 'without an index');
SELECT create_event_index('data', 'gin'), create_event_index('data.customer', 'gin'), create_event_index('metadata', 'gin') \g /dev/null
SELECT is((SELECT count(*) FROM read_containing('{"customer": {"id": "c-1"}}')), 6::bigint, 'an object');
SELECT is((SELECT count(*) FROM read_containing('{"customer": {"tags": ["b1"]}}')), 8::bigint, 'an element of an array');
SELECT is((SELECT count(*) FROM read_containing('{"customer": {"id": "c-1"}, "n": 5}')), 1::bigint, 'several at once');
SELECT is((SELECT count(*) FROM read_containing('{"id": "c-1"}', 'data.customer')), 6::bigint, 'at a path');
SELECT is((SELECT count(*) FROM read_containing('{"node": {"name": "web-1"}}', 'metadata')), 12::bigint, 'in metadata');
SELECT results_eq('SELECT version FROM read_containing(''{"customer": {"id": "c-1"}}'', p_limit => 2)', 'VALUES (1::bigint), (5)', 'a page');
SELECT results_eq('SELECT r.version FROM read_containing(''{"customer": {"id": "c-1"}}'', ''data'', (SELECT global_position FROM read_stream(''contain'', ''c'', 5, 1)), 1) AS r', 'VALUES (9::bigint)', 'and the next');
SELECT is((SELECT count(*) FROM read_containing('{"n": "1'' OR true --"}')), 0::bigint, 'a value is a value');
SELECT pg_temp.raises(format('SELECT read_containing(%L)', v), 'SE005', v) FROM unnest(ARRAY['{}', '[]', '{"customer": {}}']) AS v;
SELECT pg_temp.raises('SELECT read_containing(NULL)', 'SE005', 'null');

SELECT * FROM finish();
ROLLBACK;
