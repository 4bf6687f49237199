\ir ../include.psql
SELECT plan(5);

SELECT change_setting('outbox_by_default', 'true'), change_setting('outbox_max_attempts', '2'), change_setting('outbox_retry_milliseconds', '0') \g /dev/null
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w') GROUP BY 1 \gset
SELECT is(is_parked, false, 'once') FROM retry_outbox_message(:'lease', :a, 'no');
SELECT lease FROM claim_outbox_messages('w') LIMIT 1 \gset
SELECT is(row(r.*)::text, '(2,t,)', 'twice') FROM retry_outbox_message(:'lease', :a, 'no') AS r;
SELECT is(complete_outbox_messages(:'lease', ARRAY[:a + 1, :a + 2]), 2::bigint, 'under the same lease');
SELECT is_empty('SELECT * FROM outbox_streams', 'a parked message keeps no stream');
SELECT results_eq($$ SELECT version, attempts, last_error, lease FROM list_parked_outbox_messages() $$, $$ VALUES (1::bigint, 2, 'no', NULL::uuid) $$, 'it is listed');

SELECT * FROM finish();
ROLLBACK;
