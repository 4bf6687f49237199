-- Tried: without the second condition for detached partitions, and without payload_encoding() in refuse_compressed(), tests fail.
\ir ../include.psql
SELECT plan(4);

SELECT create_event_index('data.n') \g /dev/null
SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT head_position() AS head \gset
SELECT append_streams('{order}', '{alike}', '{-1}', '{1}', NULL, '{A}', NULL, p_data_bytes => ARRAY['\x01'::bytea], p_content_types => '{application/json;encoding=utf-8}') \g /dev/null
SELECT append_streams('{old}', '{1}', '{-1}', '{1}', NULL, '{A}', NULL, p_data_bytes => ARRAY['\x01'::bytea], p_content_types => '{application/json;encoding=zstd;size=9}', p_timestamps => '{1985-01-02 00:00+00}') \g /dev/null
SELECT pg_temp.fill('plain', 3) \g /dev/null
SELECT pg_temp.land();

SELECT pg_temp.raises(format('SELECT read_by_value(''data.n'', ''2'', %s)', :head), 'SE029', 'attached, it is named');
SELECT detach_partition('events_1985_01') \g /dev/null
SELECT pg_temp.raises(format('SELECT read_by_value(''data.n'', ''2'', %s)', :head), 'SE020', 'detached, it could be what is looked for');
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :head, p_skip_compressed => true)), 1::bigint, 'unless it is passed over on purpose');
SELECT pass_over_partition('events_1985_01') \g /dev/null
SELECT is((SELECT count(*) FROM read_by_value('data.n', '2', :head)), 1::bigint, 'a content type that only looks alike is in nobody''s way');

SELECT * FROM finish();
ROLLBACK;
