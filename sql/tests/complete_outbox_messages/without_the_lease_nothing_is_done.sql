-- Tried: without the look at nulls that one raises SE019.
\ir ../include.psql
SELECT plan(6);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 2), pg_temp.fill('b', 2) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w', 2) GROUP BY 1 \gset
SELECT lease AS other FROM claim_outbox_messages('v') LIMIT 1 \gset
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s])', :'other', :a), 'SE019', 'another''s message');
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s, %s])', :'lease', :a, :a + 2), 'SE019', 'another''s beside one''s own');
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(NULL, ARRAY[%s])', :a), 'SE019', 'no lease');
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s, NULL])', :'lease', :a), 'SE005', 'null is no message, and the lease is not lost');
SELECT is_empty('SELECT * FROM outbox WHERE done_at IS NOT NULL', 'nothing was done');
SELECT is(complete_outbox_messages(:'lease', '{}'), 0::bigint, 'nothing to do is no error');

SELECT * FROM finish();
ROLLBACK;
