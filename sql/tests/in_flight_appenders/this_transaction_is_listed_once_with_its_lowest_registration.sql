\ir ../include.psql
SELECT plan(2);

SELECT head_position() AS head \gset
SELECT is_empty('SELECT * FROM in_flight_appenders() AS i WHERE i.pid = pg_backend_pid()', 'nobody');
SELECT pg_temp.fill('a'), pg_temp.fill('b') \g /dev/null
SELECT results_eq(
    'SELECT pid, registered_position, state COLLATE "C", user_name COLLATE "C", transaction_age >= interval ''0'', query <> '''' FROM in_flight_appenders()',
    format('VALUES (pg_backend_pid(), %s::bigint, ''active'' COLLATE "C", session_user::text COLLATE "C", true, true)', :head), 'by pid, position, state, user and age'
);

SELECT * FROM finish();
ROLLBACK;
