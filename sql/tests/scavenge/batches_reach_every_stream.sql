-- Tried: beginning each call with the first stream turns the second and the last red.
\ir ../include.psql
SELECT plan(10);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT scavenge(100000, p_from_start => true) \g /dev/null
SELECT pg_temp.fill('b' || n, 5), set_stream_metadata('order', 'b' || n, CASE WHEN n > 6 THEN 1 ELSE 5 END) FROM generate_series(1, 10) AS n ORDER BY n \g /dev/null
SELECT results_eq('SELECT events_removed, streams_examined, is_finished FROM scavenge(6)', 'VALUES (0::bigint, 6::bigint, false)', 'six that have nothing to remove');
SELECT results_eq('SELECT events_removed, streams_examined, is_finished FROM scavenge(6)', 'VALUES (6::bigint, 2::bigint, false)', 'four events of the seventh, and two of the eighth');
SELECT results_eq('SELECT events_removed, streams_examined, is_finished FROM scavenge(6)', 'VALUES (6::bigint, 2::bigint, false)', 'the other two, and four');
SELECT results_eq('SELECT events_removed, streams_examined, is_finished FROM scavenge(6)', 'VALUES (4::bigint, 2::bigint, true)', 'the last');
SELECT is((SELECT count(*) FROM generate_series(1, 10) AS n, read_stream('order', 'b' || n)), 34::bigint, 'what is within the limits stays');
SELECT is((SELECT sum(events) FROM generate_series(1, 10) AS n, LATERAL (SELECT count(*) AS events FROM events WHERE aggregate_id = 'b' || n) AS e), 34::numeric, 'what is beyond is gone');
SELECT set_stream_metadata('order', 'b1', 1), scavenge(3) \g /dev/null
SELECT is((SELECT events_removed FROM scavenge(4, p_from_start => true)), 1::bigint, 'from the start on purpose: the rest of the first');
SELECT pg_temp.raises('SELECT scavenge(0)', 'SE005', 'no limit below 1');
SELECT pg_temp.raises('SELECT scavenge(NULL)', 'SE005', 'nor null');
SELECT is_empty('SELECT FROM verify_streams()', 'the store is sound');

SELECT * FROM finish();
ROLLBACK;
