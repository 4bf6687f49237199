-- Tried: with plain strings instead of E'' strings in append_streams, six of the eight turn red.
-- The functions are replaced by themselves first, so that no plan of this session is older than the settings.
\ir ../include.psql
SELECT plan(8);

SET LOCAL standard_conforming_strings = off;
SET LOCAL escape_string_warning = off;
SET LOCAL timezone = 'Asia/Kathmandu';
SET LOCAL datestyle = 'German, DMY';
SET LOCAL intervalstyle = 'sql_standard';
SET LOCAL extra_float_digits = -15;
SET LOCAL bytea_output = 'escape';
SET LOCAL transform_null_equals = on;
SET LOCAL array_nulls = on;
DISCARD PLANS;
SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p
WHERE p.pronamespace = current_schema()::regnamespace AND p.proname IN ('append_streams', 'append_event', 'check_events', 'check_stream')
\gexec
SELECT lives_ok(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1,1}', ARRAY[pg_temp.id(1), pg_temp.id(2)], '{A,B}', ARRAY['{"x": 0.1, "y": "\\u00e4"}', NULL],
        p_timestamps => ARRAY[to_timestamp(1600000000.123456) + interval '2100 days', NULL], p_data_bytes => ARRAY[NULL, decode('00ff', 'hex')],
        p_content_types => '{NULL,x}') FROM create_partitions(to_timestamp(1600000000) + interval '2100 days', to_timestamp(1600000000) + interval '2100 days') $$
);
SELECT lives_ok(
    $$ SELECT append_event('order', 'b', 0, 'A', '{"x": "\\u00e4"}', '{"a":1}', pg_temp.id(3), to_timestamp(1600000000.654321) + interval '2100 days') $$
);
SELECT lives_ok($$ SELECT save_checkpoint('p', 0) $$);
SELECT pg_temp.raises($$ SELECT append_event('order', 'b', 0, E'\x01', '1') $$, 'SE005', 'control characters are still seen');
SELECT pg_temp.raises($$ SELECT append_event('order', 'b', 0, 'T', E'"\\u0000"') $$, 'SE008', 'and so are escapes');
SET LOCAL standard_conforming_strings = on;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO, MDY';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
SELECT is((SELECT extract(EPOCH FROM timestamp - interval '2100 days') FROM read_event(pg_temp.id(1))), 1600000000.123456, 'timestamp');
SELECT is((SELECT data_bytes FROM read_event(pg_temp.id(2))), '\x00ff'::bytea, 'bytes');
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'and the checksums are those of every session');

SELECT * FROM finish();
ROLLBACK;
