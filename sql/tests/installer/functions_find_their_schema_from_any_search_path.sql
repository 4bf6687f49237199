\ir ../include.psql
SELECT plan(3);

SET LOCAL search_path = pg_temp, tap;
CREATE TEMP TABLE events (x integer);
CREATE TEMP TABLE store (x integer);
SELECT is((SELECT stream_version FROM :"schema".append_event('order', 'a', 0, 'A', '1')), 1::bigint, 'temporary tables do not stand in for the store''s');
SELECT is((SELECT count(*) FROM :"schema".read_stream('order', 'a')), 1::bigint, 'nor for reading');
SELECT is(:"schema".bell_channel(), :'schema' || '_events', 'the channel is the schema''s');
SET LOCAL search_path = :"schema", tap, pg_temp;

SELECT * FROM finish();
ROLLBACK;
