\ir ../include.psql
SELECT plan(7);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 5) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w', 4) GROUP BY 1 \gset
SELECT complete_outbox_messages(:'lease', ARRAY[:a, :a + 1, :a + 2]), park_outbox_message(:'lease', :a + 3, 'no') \g /dev/null
UPDATE outbox SET done_at = done_at - interval '1 day' WHERE version <> 2;
SELECT is(clean_outbox('2 days'), 0::bigint, 'none as old');
SELECT is(clean_outbox('1 hour', 1), 1::bigint, 'so many');
SELECT is(clean_outbox('1 hour'), 1::bigint, 'the others');
SELECT is(clean_outbox('0'), 1::bigint, 'all that are done');
SELECT set_eq('SELECT version FROM outbox', ARRAY[4, 5]::bigint[], 'what is parked or pending stays');
SELECT is(clean_outbox('0', p_parked => true), 1::bigint, 'what is parked goes when asked');
SELECT pg_temp.raises($$ SELECT clean_outbox('-1 day') $$, 'SE005', 'an age');

SELECT * FROM finish();
ROLLBACK;
