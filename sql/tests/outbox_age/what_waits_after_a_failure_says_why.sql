-- Tried: without the column it does not run; with the errors of all messages in front the second turns red.
\ir ../include.psql
SELECT plan(3);

SELECT append_event('order', n::text, 0, 'Placed', '{}', p_outbox => true) FROM generate_series(1, 3) AS n \g /dev/null
PREPARE age AS SELECT delayed_streams, last_error FROM outbox_age WHERE tenant = '';
SELECT results_eq('age', 'VALUES (0::bigint, NULL)', 'nothing has failed');
SELECT retry_outbox_message(lease, global_position, 'refused ' || aggregate_id) FROM claim_outbox_messages('me') WHERE aggregate_id <> '1' \g /dev/null
SELECT results_eq('age', 'VALUES (2::bigint, ''refused 2'')', 'the oldest that has');
UPDATE outbox_streams SET available_at = now();
SELECT complete_outbox_messages(lease, ARRAY[global_position]) FROM claim_outbox_messages('me') \g /dev/null
SELECT results_eq('age', 'VALUES (0::bigint, NULL)', 'published after all');

SELECT * FROM finish();
ROLLBACK;
