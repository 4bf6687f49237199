\ir ../include.psql
SELECT plan(7);

SELECT results_eq('SELECT tenant COLLATE "default", pending_streams, oldest_pending_at, oldest_pending_seconds, parked_messages FROM outbox_age', $$ VALUES ('', 0::bigint, NULL::timestamptz, 0::numeric, 0::bigint) $$, 'nothing to send');
SELECT append_event('order', 'a', 0, 'Placed', '{}', p_outbox => true) \g /dev/null
SELECT append_event('order', 'a', 1, 'Paid', '{}', p_outbox => true) \g /dev/null
SELECT append_event('order', 'b', 0, 'Placed', '{}', p_outbox => true) \g /dev/null
SELECT append_event('order', 'c', 0, 'Placed', '{}', p_tenant => 't', p_outbox => true) \g /dev/null
SELECT results_eq('SELECT tenant COLLATE "default", pending_streams, leased_streams, delayed_streams FROM outbox_age ORDER BY 1', $$ VALUES ('', 2::bigint, 0::bigint, 0::bigint), ('t', 1, 0, 0) $$, 'streams of each tenant');
SELECT is((SELECT oldest_pending_at FROM outbox_age WHERE tenant = ''), (SELECT min(recorded_at) FROM outbox WHERE tenant = ''), 'the oldest');
SELECT ok((SELECT oldest_pending_seconds FROM outbox_age WHERE tenant = 't') BETWEEN 0 AND 60, 'in seconds');
SELECT lease, global_position FROM claim_outbox_messages('me', p_limit => 1, p_tenant => 't') \gset
SELECT is((SELECT leased_streams FROM outbox_age WHERE tenant = 't'), 1::bigint, 'held by a worker');
SELECT park_outbox_message(:'lease', :global_position, 'no') \g /dev/null
SELECT results_eq('SELECT pending_streams, oldest_pending_at, parked_messages FROM outbox_age WHERE tenant = ''t''', 'VALUES (0::bigint, NULL::timestamptz, 1::bigint)', 'parked');
SELECT isnt((SELECT oldest_parked_at FROM outbox_age WHERE tenant = 't'), NULL, 'since');

SELECT * FROM finish();
ROLLBACK;
