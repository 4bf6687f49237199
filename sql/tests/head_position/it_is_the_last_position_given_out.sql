\ir ../include.psql
SELECT plan(1);

SELECT pg_temp.fill('a', 3) AS last \gset
SELECT is(head_position(), :last::bigint);

SELECT * FROM finish();
ROLLBACK;
