\ir ../include.psql
SELECT plan(9);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 5), pg_temp.save('a', 2, 4) \g /dev/null
SELECT event_id AS third FROM read_stream('order', 'a', 3, 1) \gset
SELECT results_eq(
    $$ SELECT l.version, l.event_id, l.content_type, l.encoding, l.original_size, l.stored_size, l.data::text, l.data_bytes FROM latest_snapshot('order', 'a', 'State', 1) AS l $$,
    $$ SELECT 4::bigint, e.event_id, NULL, NULL, 10, 10, '{"at" : 4}', NULL::bytea FROM read_stream('order', 'a', 4, 1) AS e $$, 'JSON'
);
SELECT save_snapshot('order', 'a', 3, :'third', 'State', 2, p_data_bytes => '\x0102', p_content_type => 'application/json', p_encoding => 'zstd', p_original_size => 99) \g /dev/null
SELECT results_eq(
    $$ SELECT l.version, l.content_type, l.encoding, l.original_size, l.stored_size, l.data::text, l.data_bytes FROM latest_snapshot('order', 'a', 'State', 2) AS l $$,
    $$ VALUES (3::bigint, 'application/json', 'zstd', 99, 2, NULL, '\x0102'::bytea) $$, 'bytes, compressed, of another schema version'
);
SELECT is((SELECT count(*) FROM list_snapshots('order', 'a')), 3::bigint, 'beside the others');
SELECT save_snapshot('order', 'a', 3, :'third', 'State', 2, '"again"') \g /dev/null
SELECT is((SELECT data::text FROM latest_snapshot('order', 'a', 'State', 2)), '"again"', 'the same once more replaces it');
SELECT is((SELECT count(*) FROM list_snapshots('order', 'a')), 3::bigint, 'and adds none');
SELECT is(pg_temp.latest('a', 3), 2::bigint, 'the latest at or below a version');
SELECT is(pg_temp.latest('a', 1), NULL, 'or none');
SELECT is_empty($$ SELECT FROM latest_snapshot('order', 'a', 'Other', 1) $$, 'nor of another state type');
SELECT is_empty($$ SELECT FROM latest_snapshot('order', 'absent', 'State', 1) $$, 'nor of an absent stream');

SELECT * FROM finish();
ROLLBACK;
