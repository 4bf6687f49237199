-- Soft deletion and scavenging leave the messages: what was promised to others is sent.
\ir ../include.psql
SELECT plan(6);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT append_event('gone', s, -1, 'A', '1') FROM unnest(ARRAY['a', 'b']) AS s, generate_series(1, 3) \g /dev/null
SELECT truncate_stream('gone', 'a', 4), scavenge(p_from_start => true), delete_stream('gone', 'a') \g /dev/null
SELECT is((SELECT count(*) FROM outbox WHERE aggregate_id = 'a'), 3::bigint, 'truncated, scavenged and deleted softly: they stay');
SELECT results_eq('SELECT * FROM delete_stream_permanently(''gone'', ''b'', -1)', 'VALUES (3::bigint, 3::bigint)', 'it says how many');
SELECT is_empty('SELECT FROM outbox WHERE aggregate_id = ''b''', 'no message is left');
SELECT is_empty('SELECT FROM outbox_streams WHERE aggregate_id = ''b''', 'nor the stream''s row');
SELECT results_eq('SELECT * FROM delete_stream_permanently(''gone'', ''a'', -1)', 'VALUES (0::bigint, 3::bigint)', 'of a stream without events');
SELECT is((SELECT count(*) FROM claim_outbox_messages('w') WHERE aggregate_type = 'gone'), 0::bigint, 'and nobody gets one');

SELECT * FROM finish();
ROLLBACK;
