\ir ../include.psql
SELECT plan(2);

SELECT is(schema_version(), (SELECT max(migration) FROM schema_history));
SELECT cmp_ok(schema_version(), '>', 0);

SELECT * FROM finish();
ROLLBACK;
