\ir ../include.psql
SELECT plan(24);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT head_position() AS head \gset
-- Forty events in two months: customer n % 4, and what is odd about JSON keys.
SELECT append_event('value', 'v' || n % 3, -1, 'A', format('{"customer": {"id": "c-%s"}, "n": %s, "a.b": {"say \"hi\"": %s}, "lines": [{"sku": "s%s"}], "ключ": "ü%s"}', n % 4, n, n % 5, n % 2, n % 7)::json,
    p_metadata => format('{"node": "web-%s"}', n % 2)::json, p_user_id => 'u' || n % 3, p_causation_id => 'k' || n % 9, p_correlation_id => 'r' || n % 9,
    p_timestamp => timestamptz '1985-01-15 00:00+00' + n * interval '1 day')
FROM generate_series(1, 40) AS n \g /dev/null
SELECT append_event('value', 'other', -1, 'A', '{"customer": {"id": "c-1"}}', p_tenant => 'acme') \g /dev/null
SELECT append_event('value', 'long', -1, 'A', json_build_object('customer', json_build_object('id', repeat('ä', 3000) || t))) FROM unnest(ARRAY['x', 'y']) AS t \g /dev/null
SELECT pg_temp.land();

SELECT pg_temp.raises('SELECT read_by_value(''data.customer.id'', ''c-1'')', 'SE022', 'without an index');
SELECT is(create_event_index('data.customer.id'), 'event_index_btree_' || left(md5('data.customer.id'), 16), 'named after its path');
SELECT results_eq(format('SELECT global_position FROM read_by_value(''data.customer.id'', ''c-1'', %s)', :head), 'SELECT global_position FROM events WHERE data::jsonb #>> ''{customer,id}'' = ''c-1'' AND tenant = '''' ORDER BY 1', 'all that have it, in order');
SELECT results_eq(format('SELECT global_position FROM read_by_value(''data.customer.id'', ''c-1'', %s, 3)', :head + 5), 'SELECT global_position FROM events WHERE data::jsonb #>> ''{customer,id}'' = ''c-1'' AND tenant = '''' AND global_position > ' || :head + 5 || ' ORDER BY 1 LIMIT 3', 'a page after a position');
SELECT is((SELECT count(*) FROM read_by_value('data.customer.id', 'c-1', p_tenant => NULL)), 11::bigint, 'of all tenants');
SELECT is((SELECT count(*) FROM read_by_value('data.customer.id', 'c-1', p_tenant => 'acme')), 1::bigint, 'of one');
SELECT is((SELECT count(*) FROM read_by_value('data.customer.id', repeat('ä', 3000) || 'x')), 1::bigint, 'a value longer than any index entry');
SELECT is((SELECT count(*) FROM read_by_value('data.customer.id', repeat('ä', 3000))), 0::bigint, 'and not its beginning');
SELECT is((SELECT count(*) FROM read_by_value('data.customer.id', 'c-''; DROP TABLE events; --')), 0::bigint, 'a value is a value');

SELECT create_event_index(p) FROM unnest(ARRAY['data.n', 'data."a.b"."say ""hi"""', 'data.lines.0.sku', 'data.ключ', 'metadata.node', 'metadata.user_id', 'metadata.causation_id']) AS p \g /dev/null
SELECT is((SELECT count(*) FROM read_by_value('data.n', '17')), 1::bigint, 'a number as jsonb writes it');
SELECT is((SELECT count(*) FROM read_by_value('data."a.b"."say ""hi"""', '3')), 8::bigint, 'keys with a dot and a quote');
SELECT is((SELECT count(*) FROM read_by_value('data.lines.0.sku', 's1')), 20::bigint, 'a place in an array');
SELECT is((SELECT count(*) FROM read_by_value('data.ключ', 'ü6')), 5::bigint, 'keys in any script');
SELECT is((SELECT count(*) FROM read_by_value('metadata.node', 'web-1')), 20::bigint, 'metadata');
SELECT is((SELECT count(*) FROM read_by_value('metadata.user_id', 'u1')), 14::bigint, 'the column user_id');
SELECT is((SELECT count(*) FROM read_by_value('metadata.causation_id', 'k8')), 4::bigint, 'the column causation_id');
SELECT is((SELECT count(*) FROM read_by_value('metadata.correlation_id', 'r8')), 4::bigint, 'correlation_id needs none');
SELECT pg_temp.raises('SELECT create_event_index(''metadata.correlation_id'')', 'SE022', 'and gets none');
SELECT pg_temp.raises('SELECT read_by_value(''data.n'', NULL)', 'SE005', 'null is no value');
SELECT pg_temp.raises('SELECT read_by_value(''data.n'', ''1'', p_limit => 0)', 'SE005', 'no page of none');

SELECT detach_partition('events_1985_01');
SELECT pg_temp.raises(format('SELECT read_by_value(''data.customer.id'', ''c-1'', %s)', :head), 'SE020', 'not past a detached partition');
SELECT is((SELECT count(*) FROM read_by_value('data.n', '40', :head)), 1::bigint, 'unless the value is not in it');
SELECT attach_partition('events_1985_01');
SELECT is((SELECT count(*) FROM read_by_value('data.customer.id', 'c-1')), 10::bigint, 'attached, it is indexed again');
SELECT is((SELECT bool_and(is_valid AND partitions_covered = partitions_attached AND unfinished = '{}') FROM list_event_indexes()), true, 'as a whole');

SELECT * FROM finish();
ROLLBACK;
