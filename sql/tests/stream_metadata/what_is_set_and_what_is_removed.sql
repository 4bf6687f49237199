\ir ../include.psql
SELECT plan(4);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT pg_temp.fill('m', 5) \g /dev/null
SELECT results_eq('SELECT version, max_count, max_age, truncate_before, scavenged_before, deleted_at FROM stream_metadata(''order'', ''m'')',
    'VALUES (5::bigint, NULL::bigint, NULL::interval, NULL::bigint, 1::bigint, NULL::timestamptz)', 'nothing');
SELECT set_stream_metadata('order', 'm', 3, '1 hour'), truncate_stream('order', 'm', 2), delete_stream('order', 'm'), scavenge(p_from_start => true) \g /dev/null
SELECT results_eq('SELECT version, max_count, max_age, truncate_before, scavenged_before FROM stream_metadata(''order'', ''m'')',
    'VALUES (5::bigint, 3::bigint, ''1 hour''::interval, 2::bigint, 3::bigint)', 'limits, and what is gone');
SELECT ok(deleted_at BETWEEN now() AND clock_timestamp(), 'and since when it is deleted') FROM stream_metadata('order', 'm');
SELECT is_empty('SELECT FROM verify_streams()', 'and the store is sound');

SELECT * FROM finish();
ROLLBACK;
