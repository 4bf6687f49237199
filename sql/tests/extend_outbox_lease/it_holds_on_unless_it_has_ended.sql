\ir ../include.psql
SELECT plan(5);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a'), pg_temp.fill('b') \g /dev/null
SELECT lease FROM claim_outbox_messages('w', p_visibility_timeout => '1 second') LIMIT 1 \gset
SELECT ok(until - clock_timestamp() BETWEEN '59 minutes' AND '1 hour', 'from now on') FROM extend_outbox_lease(:'lease', '1 hour') AS until;
SELECT is((SELECT count(*) FROM outbox_streams WHERE available_at > now() + interval '59 minutes'), 2::bigint, 'all streams of the lease');
SELECT pg_temp.raises(format('SELECT extend_outbox_lease(%L, $$0$$)', :'lease'), 'SE005', 'by a second at least');
SELECT extend_outbox_lease(:'lease', '1 second'), pg_sleep(1.01) \g /dev/null
SELECT pg_temp.raises(format('SELECT extend_outbox_lease(%L)', :'lease'), 'SE019', 'not after its end, also where nobody took over');
SELECT pg_temp.raises('SELECT extend_outbox_lease(gen_random_uuid())', 'SE019', 'nor one that never was');

SELECT * FROM finish();
ROLLBACK;
