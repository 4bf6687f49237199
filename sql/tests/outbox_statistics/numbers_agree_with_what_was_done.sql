\ir ../include.psql
SELECT plan(3);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3), pg_temp.fill('b', 2), pg_temp.fill('c', 1), pg_temp.fill('d', 4, 'order', 'acme') \g /dev/null
SELECT lease AS a FROM claim_outbox_messages('w', 3) LIMIT 1 \gset
SELECT complete_outbox_messages(:'a', ARRAY[min(global_position)]), park_outbox_message(:'a', min(global_position) + 1, 'no') FROM outbox \g /dev/null
SELECT lease AS b, global_position AS b1 FROM claim_outbox_messages('w', 1) \gset
SELECT retry_outbox_message(:'b', :b1, 'no') \g /dev/null
SELECT results_eq(
    $$ SELECT pending_messages, pending_streams, leased_streams, delayed_streams, expired_leases, parked_messages, done_messages, oldest_pending_at, workers FROM outbox_statistics() $$,
    $$ SELECT 8::bigint, 4::bigint, 1::bigint, 1::bigint, 0::bigint, 1::bigint, 1::bigint, min(recorded_at), 1::bigint FROM outbox WHERE done_at IS NULL AND parked_at IS NULL $$,
    'of all'
);
SELECT results_eq($$ SELECT pending_messages, pending_streams, parked_messages FROM outbox_statistics('acme') $$, $$ VALUES (4::bigint, 1::bigint, 0::bigint) $$, 'of a tenant');
DELETE FROM outbox_streams; DELETE FROM outbox;
SELECT results_eq($$ SELECT pending_messages, oldest_pending_at FROM outbox_statistics() $$, $$ VALUES (0::bigint, NULL::timestamptz) $$, 'of an empty one');

SELECT * FROM finish();
ROLLBACK;
