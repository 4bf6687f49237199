\ir ../include.psql
SELECT plan(3);

SELECT change_setting('max_events_per_append', '30000') \g /dev/null
SELECT pg_temp.fill('long', 25000) \g /dev/null
SELECT is((SELECT events_removed FROM delete_stream_permanently('order', 'long', 25000)), 25000::bigint, 'all of it');
SELECT is_empty('SELECT FROM events WHERE aggregate_id = ''long''', 'no event');
SELECT is_empty('SELECT FROM verify_streams()', 'no id');

SELECT * FROM finish();
ROLLBACK;
