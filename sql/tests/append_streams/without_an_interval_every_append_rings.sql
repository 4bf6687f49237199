-- Who rings holds the ringer's lock until its transaction ends. Tried: with the interval 0 taken out of the condition in
-- append_event and in append_streams the assertions on them turn red.
\ir ../include.psql
SELECT plan(6);

CREATE FUNCTION pg_temp.ringers()
RETURNS bigint
LANGUAGE sql
RETURN (
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND pid = pg_backend_pid()
        AND classid::bigint = in_flight_tag()::bigint & 4294967295
);

SELECT is((SELECT bell_interval_milliseconds FROM store), 0, 'there is no interval by default');
SELECT is(pg_temp.ringers(), 0::bigint, 'nobody rings');
SAVEPOINT append_event;
SELECT append_event('order', 'a', -1, 'A', '1') \g /dev/null
SELECT is(pg_temp.ringers(), 1::bigint, 'append_event rings');
ROLLBACK TO SAVEPOINT append_event;
SELECT is(pg_temp.ringers(), 0::bigint, 'a ring is rolled back with its append');
SELECT pg_temp.fill('a') \g /dev/null
SELECT is(pg_temp.ringers(), 1::bigint, 'append_streams rings');
SELECT is((SELECT last_value FROM bell), 0::bigint, 'no time is kept');

SELECT * FROM finish();
ROLLBACK;
