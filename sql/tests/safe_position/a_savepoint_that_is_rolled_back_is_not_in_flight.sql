\ir ../include.psql
SELECT plan(1);

SELECT head_position() AS head \gset
SAVEPOINT s;
SELECT pg_temp.fill('a', 3) \g /dev/null
ROLLBACK TO SAVEPOINT s;
SELECT is((SELECT safe_position FROM safe_position()), :head::bigint + 3, 'the positions are burnt and nobody waits for them');

SELECT * FROM finish();
ROLLBACK;
