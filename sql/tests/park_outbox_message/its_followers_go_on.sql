\ir ../include.psql
SELECT plan(4);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w', 2) GROUP BY 1 \gset
SELECT pg_temp.raises(format('SELECT park_outbox_message(%L, %s, $$no$$)', :'lease', :a + 1), 'SE005', 'not one behind it');
SELECT park_outbox_message(:'lease', :a, 'never') \g /dev/null
SELECT results_eq('SELECT version, last_error FROM list_parked_outbox_messages()', $$ VALUES (1::bigint, 'never') $$, 'set aside');
SELECT park_outbox_message(:'lease', :a + 1, 'never') \g /dev/null
SELECT results_eq('SELECT lease FROM outbox_streams', ARRAY[NULL::uuid], 'after the last that was claimed the lease ends');
SELECT results_eq($$ SELECT version FROM claim_outbox_messages('w') $$, ARRAY[3::bigint], 'and the next is claimed');

SELECT * FROM finish();
ROLLBACK;
