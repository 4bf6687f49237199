\ir ../include.psql
SELECT plan(1);

SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT results_eq($$ SELECT stream_version('order', 'a'), stream_version('order', 'b'), stream_version('order', 'a', 'acme'), stream_version(NULL, NULL) $$, 'VALUES (3::bigint, 0::bigint, 0::bigint, 0::bigint)');

SELECT * FROM finish();
ROLLBACK;
