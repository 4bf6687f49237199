-- In a subtransaction the level cannot change, so it is asked of a function that pretends: the plain call must not ask at all.
\ir ../include.psql
SELECT plan(0);

SELECT pg_temp.fill('a') \g /dev/null
SELECT unlike(pg_get_functiondef('read_stream'::regproc), '%require_read_committed%', 'it does not ask for a level');
SELECT unlike(pg_get_functiondef('read_stream'::regproc), '%safe_position%', 'nor for the barrier');
SELECT is((SELECT provolatile FROM pg_proc WHERE oid = 'read_stream'::regproc), 's'::"char", 'and reads with one snapshot');

SELECT * FROM finish();
ROLLBACK;
