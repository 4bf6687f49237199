-- Tried: without the policy on outbox_streams 1 and 5 turn red, without that on outbox 6 and 7.
\ir ../include.psql
SELECT plan(7);
\ir ../tenants.psql
GRANT es_test_worker TO es_test_login_a;
SELECT append_event('order', 'out', 0, 'A', '1', p_tenant => t, p_outbox => true) FROM unnest(ARRAY['a', 'b']) AS t \g /dev/null

SET LOCAL ROLE es_test_login_a;
SELECT is((SELECT row(o.pending_messages, o.pending_streams)::text FROM outbox_statistics() AS o), '(1,1)', 'statistics');
CREATE TEMP TABLE claimed AS SELECT * FROM claim_outbox_messages('w');
SELECT is((SELECT array_agg(c.tenant) FROM claimed AS c), ARRAY['a'], 'a claim');
SELECT lives_ok('SELECT complete_outbox_messages((SELECT lease FROM claimed), ARRAY(SELECT global_position FROM claimed))', 'its own is done');
SELECT lives_ok($$ SELECT append_event('order', 'out', 1, 'A', '1', p_tenant => 'a', p_outbox => true) $$, 'and another one follows');
RESET ROLE;
CREATE TEMP TABLE all_claimed AS SELECT * FROM claim_outbox_messages('w2');
SELECT is((SELECT array_agg(c.tenant ORDER BY c.tenant) FROM all_claimed AS c), ARRAY['a', 'b'], 'who sees all claims all');
SELECT park_outbox_message(c.lease, c.global_position, 'no') FROM all_claimed AS c WHERE c.tenant = 'b' \g /dev/null
SET LOCAL ROLE es_test_login_a;
SELECT is((SELECT count(*) FROM list_parked_outbox_messages()), 0::bigint, 'what is parked of another');
SELECT is((SELECT o.parked_messages FROM outbox_statistics() AS o), 0::bigint, 'nor is it counted');

RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
