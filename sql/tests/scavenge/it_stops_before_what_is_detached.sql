-- Tried: without the look for detached partitions in removable_before "it stops" and what follows the attaching turn red.
\ir ../include.psql
SELECT plan(8);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00') \g /dev/null
SELECT append_event('scavenge', 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-0%s 00:00+00', m, n)::timestamptz)
FROM generate_series(1, 3) AS m, generate_series(1, 3) AS n \g /dev/null
SELECT truncate_stream('scavenge', 'a', 8) \g /dev/null
SELECT detach_partition('events_1985_02') \g /dev/null
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 3::bigint, 'it stops');
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 0::bigint, 'and stays there');
SELECT pass_over_partition('events_1985_02') \g /dev/null
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 0::bigint, 'also where reads pass over it');
SELECT is((SELECT array_agg(version) FROM read_stream('scavenge', 'a')), ARRAY[8, 9]::bigint[], 'a read does not need what is truncated');
SELECT pg_temp.raises('SELECT delete_stream_permanently(''scavenge'', ''a'', -1)', 'SE020', 'nor is the stream deleted for good');
SELECT attach_partition('events_1985_02') \g /dev/null
SELECT is_empty('SELECT FROM verify_streams()', 'attached back it has what it had');
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 4::bigint, 'and the rest goes');
SELECT is_empty('SELECT FROM verify_streams()', 'the store is sound');

SELECT * FROM finish();
ROLLBACK;
