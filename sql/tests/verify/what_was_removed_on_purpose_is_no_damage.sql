-- Tried: without the mark in verify "each range by itself" and in verify_streams the last turn red.
\ir ../include.psql
SET LOCAL event_store.change = 'on';
SELECT plan(5);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT head_position() AS start \gset
SELECT pg_temp.fill('v', 6), pg_temp.fill('all', 3) \g /dev/null
SELECT pg_temp.land() \g /dev/null
SELECT truncate_stream('order', 'v', 4), truncate_stream('order', 'all', 4), scavenge(p_from_start => true) \g /dev/null
SELECT is_empty('SELECT FROM verify()', 'the whole store');
SELECT is_empty(format('SELECT FROM generate_series(%1$s, %1$s + 9) AS p, verify(p, p + 1)', :start), 'each range by itself');
DELETE FROM events WHERE aggregate_id = 'v' AND version = 4;
SELECT results_eq('SELECT problem, version, detail FROM verify()', 'VALUES (''version_gap'', 5::bigint, ''the version before it is 3'')', 'one more that is missing is');
UPDATE events SET version = 2 WHERE aggregate_id = 'v' AND version = 5;
SELECT ok('version_gap: all versions below 4 were removed' = ANY (array_agg(problem || ': ' || detail)), 'and one that should be gone') FROM verify();
SELECT is((SELECT string_agg(detail, '|') FROM verify_streams()), '1 events are missing; 1 event ids lead to no event', 'verify_streams counts what should be left');

SELECT * FROM finish();
ROLLBACK;
