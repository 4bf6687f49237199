-- Tried: without the tail kind, which verify did not have at first, its assertion turns red.
\ir ../include.psql
SELECT plan(20);
SET LOCAL event_store.change = on;

CREATE FUNCTION pg_temp.damage(p_sql text) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE v text;
BEGIN
    EXECUTE p_sql;
    SELECT string_agg(DISTINCT f.problem, ',') INTO v FROM verify() AS f;
    RAISE SQLSTATE 'ZZ001' USING MESSAGE = coalesce(v, 'nothing');
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN SQLERRM;
END
$$;
SELECT pg_temp.fill('a', 3), pg_temp.fill('b', 2) \g /dev/null
SELECT pg_temp.land();
SELECT is(pg_temp.damage(format(s, 'aggregate_type = ''order'' AND aggregate_id = ''a''')), e, s) FROM (VALUES
    ('SELECT 1', 'nothing'),
    ('UPDATE events SET data = ''{"n": 9}'' WHERE %s AND version = 2', 'checksum'),
    ('UPDATE events SET metadata = ''{}'' WHERE %s AND version = 1', 'checksum'),
    ('UPDATE events SET event_type = ''X'' WHERE %s AND version = 1', 'checksum'),
    ('UPDATE events SET tenant = ''x'' WHERE %s AND version = 1', 'checksum,stream'),
    ('UPDATE events SET timestamp = timestamp - interval ''1 second'' WHERE %s AND version = 1', 'checksum,event_id'),
    ('DELETE FROM events WHERE %s AND version = 1', 'version_gap'),
    ('DELETE FROM events WHERE %s AND version = 2', 'version_gap'),
    ('DELETE FROM events WHERE %s AND version = 3', 'tail'),
    ('DELETE FROM events WHERE %s AND version > 1', 'tail'),
    ('UPDATE events SET global_position = global_position + 2 WHERE %s AND version = 1', 'checksum,order,position'),
    ('UPDATE streams SET version = 2 WHERE %s', 'stream'),
    ('UPDATE streams SET version = 9 WHERE %s', 'tail'),
    ('DELETE FROM streams WHERE %s', 'stream'),
    ('UPDATE streams SET stream_id = stream_id + 1000000 WHERE %s', 'stream'),
    ('DELETE FROM event_ids USING events AS e WHERE event_ids.event_id = e.event_id AND e.version = 2 AND %s', 'event_id'),
    ('UPDATE event_ids SET version = 7 FROM events AS e WHERE event_ids.event_id = e.event_id AND e.version = 2 AND %s', 'event_id')
) AS d (s, e);
SELECT is(pg_temp.damage('INSERT INTO events SELECT * FROM events WHERE aggregate_id = ''a'' AND version = 2'), 'order,position,version_gap', 'an event twice');
SELECT is(pg_temp.damage('UPDATE events SET global_position = o.global_position FROM events AS o WHERE events.aggregate_id = ''a'' AND events.version = 1 AND o.aggregate_id = ''b'' AND o.version = 1'),
    'checksum,order,position', 'two events at one position');
SELECT is(pg_temp.damage('UPDATE events SET global_position = global_position + 1000000 WHERE aggregate_id = ''b'' AND version = 2'),
    'position', 'an event above the head');

SELECT * FROM finish();
ROLLBACK;
