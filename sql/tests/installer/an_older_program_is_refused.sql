\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.raises(format('SELECT begin_install(%s)', schema_version() - 1), 'SE014', 'older');
SELECT lives_ok(format('SELECT begin_install(%s)', schema_version()), 'as old');
SELECT lives_ok(format('SELECT begin_install(%s)', schema_version() + 1), 'newer');

SELECT * FROM finish();
ROLLBACK;
