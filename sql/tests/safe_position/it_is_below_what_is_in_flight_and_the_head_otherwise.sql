\ir ../include.psql
SELECT plan(5);

SELECT head_position() AS head \gset
SELECT results_eq('SELECT safe_position, head_position FROM safe_position()', format('VALUES (%s::bigint, %s::bigint)', :head, :head), 'nobody in flight');
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT results_eq('SELECT safe_position, head_position FROM safe_position()', format('VALUES (%s::bigint, %s::bigint)', :head, :head + 3), 'this transaction in flight');
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT is((SELECT safe_position FROM safe_position()), :head::bigint, 'the lowest registration counts');
SELECT ok((SELECT pg_advisory_xact_lock_shared(0) IS NOT NULL AND pg_advisory_xact_lock_shared(:head) IS NOT NULL AND pg_advisory_xact_lock_shared(1, 1) IS NOT NULL), 'locks of an application');
SELECT is((SELECT safe_position FROM safe_position()), :head::bigint, 'do not move it');

SELECT * FROM finish();
ROLLBACK;
