\ir ../include.psql
SELECT plan(1);

SELECT head_position() AS head \gset
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT results_eq(
    $$ SELECT l.classid::bigint, l.objid::bigint, l.mode FROM pg_locks AS l WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.mode = 'ShareLock' $$,
    format($$ VALUES (in_flight_tag()::bigint & 4294967295, %s::bigint & 4294967295, 'ShareLock') $$, :head), 'one shared lock'
);

SELECT * FROM finish();
ROLLBACK;
