-- The other side of SE009: see the isolation specs for the levels themselves.
\ir ../include.psql
SELECT plan(2);

SELECT pg_temp.fill('a') \g /dev/null
SELECT unalike(pg_get_functiondef('read_stream'::regproc), '%require_read_committed%', 'it does not ask for a level');
SELECT unalike(pg_get_functiondef('read_stream'::regproc), '%safe_position%', 'nor for the barrier');

SELECT * FROM finish();
ROLLBACK;
