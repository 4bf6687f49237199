-- Tried: before append_event compared them, data of 2,000 bytes and the old timestamp were stored.
\ir ../include.psql
SELECT plan(6);

SELECT create_partitions(now() - interval '1 hour', now()) \g /dev/null
SELECT change_setting('max_payload_bytes', '1024'), change_setting('earliest_timestamp', (now() - interval '1 minute')::text) \g /dev/null
SELECT pg_temp.raises($$ SELECT append_event('order', 'a', -1, 'A', to_json(repeat('x', 2000))) $$, 'SE006', 'data');
SELECT pg_temp.raises($$ SELECT append_event('order', 'a', -1, 'A', '1', json_build_object('x', repeat('x', 2000))) $$, 'SE006', 'metadata');
SELECT pg_temp.raises($$ SELECT append_event('order', 'a', -1, 'A', '1', p_timestamp => now() - interval '2 minutes') $$, 'SE004', 'earliest_timestamp');
SELECT is(stream_version('order', 'a'), 0::bigint, 'nothing was stored');
SELECT lives_ok($$ SELECT append_event('order', 'a', -1, 'A', '1', p_timestamp => now() - interval '30 seconds') $$, 'what is allowed is');
SELECT change_setting('earliest_timestamp', '2099-01-01');
SELECT lives_ok($$ SELECT append_event('order', 'a', -1, 'A', '1') $$, 'a timestamp that is not given is not compared, as in append_streams');

SELECT * FROM finish();
ROLLBACK;
