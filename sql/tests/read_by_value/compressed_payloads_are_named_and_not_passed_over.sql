\ir ../include.psql
SELECT plan(25);

SELECT create_event_index('data.n'), create_event_index('data', 'gin'), create_event_index('metadata.node') \g /dev/null
SELECT head_position() AS head \gset
SELECT pg_temp.fill('plain', 3), pg_temp.fill('theirs', 3, 'order', 'acme') \g /dev/null
SELECT append_streams('{order}', '{bytes}', '{-1}', '{1}', NULL, '{A}', NULL, p_data_bytes => ARRAY['\x01'::bytea], p_content_types => '{application/protobuf;encoding=zstd;size=9}') \g /dev/null
SELECT is((SELECT sum(pg_relation_size(i.inhrelid)) <= count(*) * 8192 FROM pg_inherits AS i WHERE i.inhparent = 'events_encoded_json_idx'::regclass), true, 'while no JSON is compressed the index has only its first pages');
SELECT last_position AS packed FROM append_streams('{order}', '{packed}', '{-1}', '{1}', NULL, '{A}', NULL, ARRAY['{"node": "web-1"}'], p_data_bytes => ARRAY['\x01'::bytea], p_content_types => '{application/json;encoding=zstd;size=9}') \gset
SELECT last_position AS later FROM append_streams('{order}', '{packed}', '{-1}', '{1}', NULL, '{A}', NULL, p_data_bytes => ARRAY['\x01'::bytea], p_content_types => '{application/json;encoding=gzip;size=9}') \gset
SELECT pg_temp.fill('after', 3) \g /dev/null
SELECT append_streams('{plan}', '{a}', '{-1}', array_fill(1, ARRAY[3000]), NULL, array_fill('A'::text, ARRAY[3000]), array_fill('{"n": 0}'::text, ARRAY[3000])) \g /dev/null
SELECT pg_temp.land();

SELECT pg_temp.raises('SELECT read_by_value(''data.n'', ''2'')', 'SE029', 'a value');
SELECT pg_temp.raises('SELECT read_containing(''{"n": 2}'')', 'SE029', 'contained JSON');
SELECT pg_temp.raises('SELECT read_by_value(''data.n'', ''2'', p_limit => 1)', 'SE029', 'also where a page is full before it');
SELECT is((pg_temp.detail_of('SELECT read_by_value(''data.n'', ''2'')') ->> 'global_position')::bigint, :packed::bigint, 'the first one is named');
SELECT is(pg_temp.detail_of('SELECT read_by_value(''data.n'', ''2'')') ->> 'encoding', 'zstd', 'with its encoding');
SELECT is((pg_temp.detail_of(format('SELECT read_by_value(''data.n'', ''2'', %s)', :packed)) ->> 'global_position')::bigint, :later::bigint, 'after it the next one');
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :later)), 1::bigint, 'after the last one all is seen');
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :head, p_skip_compressed => true)), 2::bigint, 'on purpose they are passed over');
SELECT is((SELECT count(*) FROM read_containing('{"n": 2}', p_position => :head, p_skip_compressed => true)), 2::bigint, 'contained JSON, too');
SELECT pg_temp.raises('SELECT read_by_value(''data.n'', ''2'', p_skip_compressed => NULL)', 'SE029', 'null is not on purpose');
SELECT is((SELECT count(*) FROM read_by_value('metadata.node', 'web-1', :head)), 1::bigint, 'metadata is never compressed');
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :head, p_tenant => 'acme')), 1::bigint, 'those of one tenant are in no other''s way');
SELECT pg_temp.raises(format('SELECT read_by_value(''data.n'', ''2'', %s, p_tenant => NULL)', :head), 'SE029', 'but in that of all');
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :head, p_tenant => NULL, p_skip_compressed => true)), 3::bigint, 'where they are passed over, too');
SELECT is((SELECT count(*) FROM read_correlation('nobody')), 0::bigint, 'a correlation id needs no look into data');
SELECT is((SELECT count(*) FROM read_by_value('metadata.correlation_id', 'nobody')), 0::bigint, 'nor does its path');

-- What no read returns is in nobody's way.
SELECT delete_stream('order', 'packed', -1) \g /dev/null
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :head)), 2::bigint, 'a deleted stream is not looked into');
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :head, p_tenant => NULL)), 3::bigint, 'of all tenants');
SELECT reopen_stream('order', 'packed') \g /dev/null
SELECT truncate_stream('order', 'packed', 2) \g /dev/null
SELECT is((pg_temp.detail_of(format('SELECT read_by_value(''data.n'', ''2'', %s)', :head)) ->> 'global_position')::bigint, :later::bigint, 'a truncated event is not, either');

-- By the index, whatever else there is.
ANALYZE events;
CREATE FUNCTION pg_temp.plan(p_query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_line text; v_plan text := '';
BEGIN
    FOR v_line IN EXECUTE 'EXPLAIN ' || p_query LOOP v_plan := v_plan || v_line || E'\n'; END LOOP;
    RETURN v_plan;
END $$;
SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS month \gset
SELECT matches(pg_temp.plan('SELECT e.global_position FROM events AS e WHERE e.content_type LIKE ''application/json;encoding=%'' AND e.global_position > 0 AND e.global_position <= 1000000000 AND e.tenant = '''' ORDER BY e.global_position LIMIT 1'), 'Index (Only )?Scan using events_' || :'month' || '_tenant_global_position_idx', 'of a tenant');
SELECT unalike(pg_temp.plan('SELECT e.global_position FROM events AS e WHERE e.content_type LIKE ''application/json;encoding=%'' AND e.global_position > 0 AND e.global_position <= 1000000000 LIMIT 1'), '%Seq Scan on events_' || :'month' || '%', 'of all tenants');
SELECT is(has_function_privilege('public', 'refuse_compressed(text, bigint, bigint, text)', 'EXECUTE'), false, 'nobody asks by himself');
SELECT pg_temp.raises('SELECT read_by_value(''data.none'', ''2'')', 'SE022', 'without an index that comes first');
SELECT pg_temp.raises('SELECT read_by_value(''nowhere'', ''2'')', 'SE005', 'what is no path is no path');

SELECT * FROM finish();
ROLLBACK;
