\ir ../include.psql
SELECT plan(1);

SELECT is(estimated_distinct('no_such_column'), NULL::bigint);

SELECT * FROM finish();
ROLLBACK;
