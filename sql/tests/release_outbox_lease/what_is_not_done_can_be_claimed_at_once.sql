\ir ../include.psql
SELECT plan(4);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3), pg_temp.fill('b') \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w') GROUP BY 1 \gset
SELECT complete_outbox_messages(:'lease', ARRAY[:a]) \g /dev/null
SELECT is(release_outbox_lease(:'lease'), 2::bigint, 'two streams');
SELECT is(release_outbox_lease(:'lease'), 0::bigint, 'once');
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s])', :'lease', :a + 1), 'SE019', 'given back is given back');
SELECT set_eq($$ SELECT aggregate_id, version FROM claim_outbox_messages('v') $$, $$ VALUES ('a', 2::bigint), ('a', 3), ('b', 1) $$, 'the next worker goes on there');

SELECT * FROM finish();
ROLLBACK;
