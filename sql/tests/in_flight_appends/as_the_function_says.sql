\ir ../include.psql
SELECT plan(4);

SELECT is_empty('SELECT * FROM in_flight_appends', 'nobody has appended');
SELECT pg_temp.fill('a', 4) \g /dev/null
SELECT is((SELECT to_jsonb(v) - '{positions_held,transaction_seconds}'::text[] FROM in_flight_appends AS v), (SELECT to_jsonb(f) - '{transaction_age,client_address,query}'::text[] FROM in_flight_appenders() AS f), 'as the function says');
SELECT is((SELECT pid FROM in_flight_appends), pg_backend_pid(), 'this transaction');
SELECT results_eq('SELECT positions_held, transaction_seconds BETWEEN 0 AND 60 FROM in_flight_appends', 'SELECT head_position() - registered_position, true FROM in_flight_appenders()', 'what it holds up');

SELECT * FROM finish();
ROLLBACK;
