\ir ../include.psql
SELECT plan(6);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 4), pg_temp.fill('b', 2) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w', 100, 3) GROUP BY 1 \gset
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s])', :'lease', :a + 1), 'SE005', 'the second before the first');
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s, %s])', :'lease', :a, :a + 2), 'SE005', 'one left out');
SELECT is(complete_outbox_messages(:'lease', ARRAY[:a + 4, :a, :a + 1, :a]), 3::bigint, 'the first ones of two streams, in any order in the call');
SELECT results_eq($$ SELECT aggregate_id COLLATE "default", version FROM outbox WHERE done_at IS NULL ORDER BY 1, 2 $$, $$ VALUES ('a', 3::bigint), ('a', 4), ('b', 2) $$, 'these are left');
SELECT is(complete_outbox_messages(:'lease', ARRAY[:a + 2, :a + 5]), 2::bigint, 'the last that were claimed');
SELECT results_eq($$ SELECT aggregate_id COLLATE "default", lease FROM outbox_streams $$, $$ VALUES ('a', NULL::uuid) $$, 'a stream with more can be claimed, one without is gone');

SELECT * FROM finish();
ROLLBACK;
