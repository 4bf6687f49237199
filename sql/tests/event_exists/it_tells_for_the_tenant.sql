\ir ../include.psql
SELECT plan(1);

SELECT append_event('order', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT results_eq('SELECT event_exists(pg_temp.id(1)), event_exists(pg_temp.id(2)), event_exists(pg_temp.id(1), ''acme''), event_exists(NULL)', 'VALUES (true, false, false, false)');

SELECT * FROM finish();
ROLLBACK;
