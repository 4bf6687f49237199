\ir ../include.psql
SELECT plan(4);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3), pg_temp.fill('a', 1, 'order', 'acme') \g /dev/null
SELECT park_outbox_message(lease, global_position, aggregate_id || version) FROM claim_outbox_messages('w') \g /dev/null
SELECT results_eq($$ SELECT last_error FROM list_parked_outbox_messages(p_limit => 2) $$, ARRAY['a1', 'a2'], 'a page');
SELECT results_eq($$ SELECT tenant, last_error FROM list_parked_outbox_messages((SELECT max(global_position) FROM list_parked_outbox_messages(p_limit => 2))) $$, $$ VALUES ('', 'a3'), ('acme', 'a1') $$, 'the next');
SELECT results_eq($$ SELECT last_error FROM list_parked_outbox_messages(p_tenant => 'acme') $$, ARRAY['a1'], 'a tenant''s');
SELECT pg_temp.raises('SELECT list_parked_outbox_messages(p_limit => 0)', 'SE005', 'a limit that is none');

SELECT * FROM finish();
ROLLBACK;
