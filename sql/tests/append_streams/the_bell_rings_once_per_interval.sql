-- Tried, in ring_bell: without the interval's part of the condition 1 and 3 turn red, with it always true 2 and 6, without abs
-- 3; without the positions' part 4 and 5.
\ir ../include.psql
SELECT plan(8);

-- Makes the last ring one so long ago, in milliseconds and in positions; and how long ago it is.
CREATE FUNCTION pg_temp.ring(p_milliseconds bigint, p_positions bigint) RETURNS bigint LANGUAGE sql AS
$$ SELECT setval('bell', ((extract(EPOCH FROM clock_timestamp()) * 1000)::bigint - p_milliseconds) * 1024 + ((head_position() - p_positions) & 1023)) $$;
CREATE FUNCTION pg_temp.rang() RETURNS boolean LANGUAGE sql AS
$$ SELECT abs(extract(EPOCH FROM clock_timestamp()) * 1000 - last_value / 1024) < 10000 AND last_value & 1023 = head_position() & 1023 FROM bell $$;

SELECT pg_temp.fill('a', 5) \g /dev/null
SELECT change_setting('bell_interval_milliseconds', '60000');
SELECT pg_temp.ring(70000, 500), pg_temp.fill('a') \g /dev/null
SELECT is(pg_temp.rang(), true, 'an append rings when the interval is over');
SELECT pg_temp.ring(20000, 500), pg_temp.fill('a') \g /dev/null
SELECT is(pg_temp.rang(), false, 'not before');
SELECT pg_temp.ring(-3600000, 500), pg_temp.fill('a') \g /dev/null
SELECT is(pg_temp.rang(), true, 'a clock that was set back silences nothing');
SELECT pg_temp.ring(20000, 1), pg_temp.fill('a', 100) \g /dev/null
SELECT is(pg_temp.rang(), true, 'while few append, each rings, however many events it has');
SELECT pg_temp.ring(20000, 1), append_event('order', 'a', -1, 'A', '1') \g /dev/null
SELECT is(pg_temp.rang(), true, 'append_event too');
SELECT pg_temp.ring(20000, 500), append_event('order', 'a', -1, 'A', '1') \g /dev/null
SELECT is(pg_temp.rang(), false, 'but not while many do');
SELECT change_setting('bell_interval_milliseconds', '-1');
SELECT pg_temp.ring(20000, 1), pg_temp.fill('a') \g /dev/null
SELECT is(pg_temp.rang(), false, '-1 never rings');
SELECT pg_temp.ring(70000, 1), append_event('order', 'a', -1, 'A', '1') \g /dev/null
SELECT is(pg_temp.rang(), false, 'nor does append_event');

SELECT * FROM finish();
ROLLBACK;
