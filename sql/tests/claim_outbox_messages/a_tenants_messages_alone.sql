\ir ../include.psql
SELECT plan(3);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 1, 'order', 'acme'), pg_temp.fill('a', 1, 'order', 'other'), pg_temp.fill('b', 1) \g /dev/null
SELECT results_eq($$ SELECT tenant FROM claim_outbox_messages('w', p_tenant => 'acme') $$, ARRAY['acme'], 'of one');
SELECT results_eq($$ SELECT tenant, aggregate_id FROM claim_outbox_messages('w', p_tenant => '') $$, $$ VALUES ('', 'b') $$, 'of none');
SELECT results_eq($$ SELECT tenant FROM claim_outbox_messages('w') $$, ARRAY['other'], 'of all');

SELECT * FROM finish();
ROLLBACK;
