-- Tried: without the look at the next event 2, 4 and 6 turn red.
\ir ../include.psql
SELECT plan(8);
\ir ../snapshots.psql
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT pg_temp.fill('a', 6), pg_temp.save('a', 2, 4) \g /dev/null
SELECT truncate_stream('order', 'a', 5) \g /dev/null
SELECT is(pg_temp.latest('a'), 4::bigint, 'truncated up to it, it is what to build upon');
SELECT truncate_stream('order', 'a', 6) \g /dev/null
SELECT is(pg_temp.latest('a'), NULL, 'truncated further, an event would be missing');
SELECT pg_temp.fill('b', 6), pg_temp.save('b', 2, 4, 6), truncate_stream('order', 'b', 7), scavenge(p_from_start => true) \g /dev/null
SELECT is(pg_temp.latest('b'), 6::bigint, 'of a stream without events it is all that is left');
SELECT is(pg_temp.latest('b', 5), NULL, 'one before is not');
SELECT pg_temp.fill('c', 6), pg_temp.save('c', 2, 4), set_stream_metadata('order', 'c', 2) \g /dev/null
SELECT is(pg_temp.latest('c'), 4::bigint, 'with a count it is the same');
SELECT pg_temp.fill('c', 1) \g /dev/null
SELECT is(pg_temp.latest('c'), NULL, 'and changes as the stream grows');
SELECT pg_temp.fill('d', 2), pg_temp.save('d', 1), delete_stream('order', 'd') \g /dev/null
SELECT is(pg_temp.latest('d'), NULL, 'a deleted stream gives none');
SELECT reopen_stream('order', 'd') \g /dev/null
SELECT is(pg_temp.latest('d'), 1::bigint, 'until it is reopened');

SELECT * FROM finish();
ROLLBACK;
