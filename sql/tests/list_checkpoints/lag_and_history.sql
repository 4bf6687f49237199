\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.fill('a', 5) AS head \gset
SELECT save_checkpoint('zz p', :head - 2, NULL, 3), save_checkpoint('zz q', :head, p_tenant => 'acme', p_status => 'paused') \g /dev/null
SELECT results_eq($$ SELECT tenant, name, lag, events_processed, status, is_of_this_history FROM list_checkpoints() WHERE name LIKE 'zz %' $$,
    $$ VALUES ('', 'zz p', 2::bigint, 3::bigint, 'running', true), ('acme', 'zz q', 0, 0, 'paused', true) $$, 'of all tenants');
SELECT is((SELECT count(*) FROM list_checkpoints('acme')), 1::bigint, 'of one');
SELECT new_epoch() \g /dev/null
SELECT is((SELECT bool_or(is_of_this_history) FROM list_checkpoints()), false, 'none is of a new history');

SELECT * FROM finish();
ROLLBACK;
