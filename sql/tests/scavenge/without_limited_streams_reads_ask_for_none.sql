\ir ../include.psql
SELECT plan(6);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

UPDATE streams SET deleted_at = NULL, truncate_before = NULL, max_count = NULL, max_age = NULL
WHERE num_nonnulls(deleted_at, truncate_before, max_count, max_age) > 0;
SELECT scavenge(p_from_start => true) \g /dev/null
SELECT ok(NOT has_limited_streams, 'none') FROM store;
SELECT pg_temp.fill('l', 3), set_stream_metadata('order', 'l') \g /dev/null
SELECT ok(NOT has_limited_streams, 'no limit is none') FROM store;
SELECT set_stream_metadata('order', 'l', 2) \g /dev/null
SELECT ok(has_limited_streams, 'the first one is noted') FROM store;
SELECT scavenge(p_from_start => true) \g /dev/null
SELECT ok(has_limited_streams, 'and stays so while there is one') FROM store;
SELECT set_stream_metadata('order', 'l'), scavenge(p_from_start => true) \g /dev/null
SELECT ok(NOT has_limited_streams, 'until there is none') FROM store;
SELECT is_empty('SELECT FROM verify_streams()', 'what was removed is known all the same');

SELECT * FROM finish();
ROLLBACK;
