\ir ../include.psql
SELECT plan(7);

-- Tried with a registration under the head in every call: 20,000 appends in one transaction run out of shared memory.
CREATE FUNCTION pg_temp.locks() RETURNS bigint LANGUAGE sql AS
$$ SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND mode = 'ShareLock' $$;

SAVEPOINT before;
SELECT global_position AS gone FROM append_event('once', '1', -1, 'Happened', '{}') \gset
ROLLBACK TO before;
SELECT is(pg_temp.locks(), 0::bigint, 'a savepoint that is rolled back takes its registration along');
SELECT global_position AS first FROM append_event('once', '1', -1, 'Happened', '{}') \gset
SELECT is(pg_temp.locks(), 1::bigint, 'and the next append registers again');
SELECT global_position AS second FROM append_event('once', '1', -1, 'Happened', '{}') \gset
SELECT pg_temp.fill('once', 3) AS third \gset
SELECT is(pg_temp.locks(), 1::bigint, 'append_event twice and append_streams');
SELECT is((SELECT s.safe_position < :first FROM safe_position() AS s), true, 'readers stop below the first');

-- A number that somebody else has put there: never above the head, never out of the barrier's sight.
SELECT set_config('event_store.in_flight_' || to_hex(in_flight_tag()), '9223372036854775807', true) AS forged \gset
SELECT head_position() AS head, (append_event('once', '2', -1, 'Happened', '{}')).global_position AS fifth \gset
SELECT is(
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
        AND objid::bigint = (:head & 4294967295)), 1::bigint, 'a number above the head is not used'
);

SELECT lives_ok(
    $$ DO $do$ BEGIN
        FOR i IN 1 .. 20000 LOOP PERFORM append_event('once', 'many', -1, 'Happened', '{}'); END LOOP;
    END $do$ $$,
    '20,000 appends in one transaction'
);
SELECT is(pg_temp.locks(), 2::bigint, 'take no lock more');

SELECT * FROM finish();
ROLLBACK;
