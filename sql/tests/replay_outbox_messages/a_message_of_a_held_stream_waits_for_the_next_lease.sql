\ir ../include.psql
SELECT plan(4);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w') GROUP BY 1 \gset
SELECT park_outbox_message(:'lease', :a, 'no'), replay_outbox_messages() \g /dev/null
SELECT is(complete_outbox_messages(:'lease', ARRAY[:a + 1]), 1::bigint, 'the holder goes on');
SELECT is((SELECT attempts FROM retry_outbox_message(:'lease', :a + 2, 'no')), 1, 'and may fail');
UPDATE outbox_streams SET available_at = now() \g /dev/null
SELECT results_eq($$ SELECT version FROM claim_outbox_messages('v') $$, ARRAY[1, 3]::bigint[], 'then it comes first');
SELECT complete_outbox_messages(lease, ARRAY[:a, :a + 2]) FROM outbox_streams \g /dev/null
SELECT is_empty('SELECT * FROM outbox_streams', 'nothing is left');

SELECT * FROM finish();
ROLLBACK;
