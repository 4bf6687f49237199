\ir ../include.psql
SELECT plan(5);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w', 2) GROUP BY 1 \gset
SELECT pg_temp.raises(format('SELECT retry_outbox_message(%L, %s, $$no$$)', :'lease', :a + 1), 'SE005', 'not one behind it');
SELECT pg_temp.raises(format('SELECT retry_outbox_message(%L, %s, $$no$$)', :'lease', :a + 2), 'SE019', 'not one that was not claimed');
SELECT complete_outbox_messages(:'lease', ARRAY[:a]) \g /dev/null
SELECT pg_temp.raises(format('SELECT retry_outbox_message(%L, %s, $$no$$)', :'lease', :a), 'SE019', 'not one that is done');
SELECT pg_temp.raises(format('SELECT retry_outbox_message(gen_random_uuid(), %s, $$no$$)', :a + 1), 'SE019', 'not without the lease');
SELECT is((SELECT attempts FROM retry_outbox_message(:'lease', :a + 1, 'no')), 1, 'but that one');

SELECT * FROM finish();
ROLLBACK;
