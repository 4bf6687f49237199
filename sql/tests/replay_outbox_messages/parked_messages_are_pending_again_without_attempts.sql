\ir ../include.psql
SELECT plan(7);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3), pg_temp.fill('b'), pg_temp.fill('c', 1, 'order', 'acme') \g /dev/null
SELECT park_outbox_message(lease, global_position, 'no') FROM claim_outbox_messages('w') \g /dev/null
SELECT pg_temp.raises('SELECT replay_outbox_messages(ARRAY[1, NULL])', 'SE005', 'null is no message');
SELECT is(replay_outbox_messages(p_tenant => 'acme'), 1::bigint, 'a tenant''s');
SELECT is(replay_outbox_messages(ARRAY(SELECT global_position FROM outbox WHERE version = 2)), 1::bigint, 'those that are named');
SELECT is(replay_outbox_messages(p_limit => 1), 1::bigint, 'so many');
SELECT is(replay_outbox_messages(), 2::bigint, 'all');
SELECT is(replay_outbox_messages(ARRAY(SELECT global_position FROM outbox)), 0::bigint, 'only parked ones');
SELECT set_eq($$ SELECT aggregate_id, version, attempts, last_error FROM claim_outbox_messages('w') $$, $$ VALUES ('a', 1::bigint, 0, 'no'), ('a', 2, 0, 'no'), ('a', 3, 0, 'no'), ('b', 1, 0, 'no'), ('c', 1, 0, 'no') $$, 'claimed in order, the last error still told');

SELECT * FROM finish();
ROLLBACK;
