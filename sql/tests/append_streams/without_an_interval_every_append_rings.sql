-- Who rings holds the ringer's lock until its transaction ends. Tried: with > 0 in place of >= 0 in ring_bell
-- 2 and 4 turn red.
\ir ../include.psql
SELECT plan(5);

CREATE FUNCTION pg_temp.ringers()
RETURNS bigint
LANGUAGE sql
RETURN (
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND pid = pg_backend_pid()
        AND classid::bigint = in_flight_tag()::bigint & 4294967295
);

SELECT change_setting('bell_interval_milliseconds', '0');
SELECT setval('bell', (extract(EPOCH FROM clock_timestamp()) * 1000)::bigint * 1024 + (head_position() + 500) % 1024) \g /dev/null
SELECT is(pg_temp.ringers(), 0::bigint, 'nobody rings');
SAVEPOINT append_event;
SELECT append_event('order', 'a', -1, 'A', '1') \g /dev/null
SELECT is(pg_temp.ringers(), 1::bigint, 'append_event rings');
ROLLBACK TO SAVEPOINT append_event;
SELECT is(pg_temp.ringers(), 0::bigint, 'a ring is rolled back with its append');
SELECT pg_temp.fill('a') \g /dev/null
SELECT is(pg_temp.ringers(), 1::bigint, 'append_streams rings');
SELECT isnt(stream_version('order', 'a'), 0::bigint, 'and stores');

SELECT * FROM finish();
ROLLBACK;
