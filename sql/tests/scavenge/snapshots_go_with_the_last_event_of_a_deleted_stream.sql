-- Not while it can be reopened, even if no event is left: then the snapshot is all there is.
\ir ../include.psql
SELECT plan(6);
\ir ../snapshots.psql
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT pg_temp.fill('a', 5), pg_temp.save('a', 5), truncate_stream('order', 'a', 6), delete_stream('order', 'a'), pg_temp.fill('b', 5), pg_temp.save('b', 5), delete_stream('order', 'b') \g /dev/null
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 5::bigint, 'the truncated events go');
SELECT is((SELECT count(*) FROM snapshots), 2::bigint, 'within the time of grace the snapshots stay');
SELECT change_setting('reopen_grace_seconds', '0') \g /dev/null
SELECT events_removed FROM scavenge(3, p_from_start => true) \g /dev/null
SELECT is((SELECT array_agg(aggregate_id) FROM snapshots), ARRAY['b'], 'after it they go, also of a stream that had no event left; not while one has');
SELECT scavenge(p_from_start => true) \g /dev/null
SELECT is_empty('SELECT FROM snapshots', 'and then all');
SELECT pg_temp.fill('c', 5), pg_temp.save('c', 5), truncate_stream('order', 'c', 6), scavenge(p_from_start => true) \g /dev/null
SELECT is(pg_temp.latest('c'), 5::bigint, 'that of a stream that is only truncated stays');
SELECT is((SELECT count(*) FROM events WHERE aggregate_id = 'c'), 0::bigint, 'though it has no event');

SELECT * FROM finish();
ROLLBACK;
