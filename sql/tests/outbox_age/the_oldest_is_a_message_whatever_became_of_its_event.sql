-- Tried: with the time taken from events, as it was, all turn red; with the stream that begins lowest alone, the last.
\ir ../include.psql
SELECT plan(4);
SET LOCAL event_store.change = on;

SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null
SELECT append_event('order', n::text, 0, 'Placed', '{}', p_outbox => true) FROM generate_series(1, 2) AS n \g /dev/null
UPDATE outbox SET recorded_at = recorded_at - make_interval(hours => 3 - aggregate_id::integer);
PREPARE age AS SELECT round(oldest_pending_seconds / 3600) FROM outbox_age WHERE tenant = '';
SELECT results_eq('age', 'VALUES (2::numeric)', 'what the message says');
SELECT truncate_stream('order', '1', 2), scavenge(p_from_start => true) \g /dev/null
SELECT results_eq('age', 'VALUES (2::numeric)', 'its event is removed');
SELECT detach_partition(p.partition_name) FROM partitions AS p WHERE p.lower_bound <= now() AND p.upper_bound > now() \g /dev/null
SELECT results_eq('age', 'VALUES (2::numeric)', 'all events are detached');
-- The place of the first stream is before that of the second, and its first message is done.
SELECT lease, global_position FROM claim_outbox_messages('me', p_limit => 1) \gset
UPDATE outbox SET done_at = clock_timestamp() WHERE aggregate_id = '1';
SELECT results_eq('age', 'VALUES (1::numeric)', 'what is done does not wait');

SELECT * FROM finish();
ROLLBACK;
