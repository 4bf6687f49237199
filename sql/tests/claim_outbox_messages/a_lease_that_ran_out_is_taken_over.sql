\ir ../include.psql
SELECT plan(4);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT lease, min(global_position) AS first FROM claim_outbox_messages('w', p_visibility_timeout => '1 second') GROUP BY 1 \gset
SELECT complete_outbox_messages(:'lease', ARRAY[:first]) \g /dev/null
SELECT is_empty($$ SELECT * FROM claim_outbox_messages('v') $$, 'not before');
SELECT pg_sleep(1.01) \g /dev/null
SELECT results_eq($$ SELECT version FROM claim_outbox_messages('v') $$, ARRAY[2, 3]::bigint[], 'what was not done');
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s])', :'lease', :first + 1), 'SE019', 'who held it changes nothing any more');
SELECT is((SELECT leased_by COLLATE "default" FROM outbox_streams), 'v', 'the other holds it');

SELECT * FROM finish();
ROLLBACK;
