-- Tried: asking for detached events from the version given, and not from the first within the limits, turns the third red.
\ir ../include.psql
SELECT plan(4);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT append_event('detach', 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-0%s 00:00+00', m, n)::timestamptz)
FROM generate_series(1, 2) AS m, generate_series(1, 3) AS n \g /dev/null
SELECT detach_partition('events_1985_01') \g /dev/null
SELECT set_stream_metadata('detach', 'a', 3) \g /dev/null
SELECT is((SELECT array_agg(version) FROM read_stream('detach', 'a')), ARRAY[4, 5, 6]::bigint[], 'forwards');
SELECT is((SELECT array_agg(version) FROM read_stream('detach', 'a', p_backwards => true)), ARRAY[6, 5, 4]::bigint[], 'backwards');
SELECT set_stream_metadata('detach', 'a', 4) \g /dev/null
SELECT pg_temp.raises('SELECT read_stream(''detach'', ''a'')', 'SE020', 'one that is within them is missed');
SELECT set_stream_metadata('detach', 'a', p_max_age => '1 hour') \g /dev/null
SELECT pg_temp.raises('SELECT read_stream(''detach'', ''a'')', 'SE020', 'nobody knows how old one is');

SELECT * FROM finish();
ROLLBACK;
