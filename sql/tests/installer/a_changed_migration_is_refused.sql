\ir ../include.psql
SELECT plan(9);

SELECT path FROM schema_history WHERE migration = 1 \gset
SELECT pg_temp.raises(format('SELECT install_file(%L, ''SELECT 1'')', :'path'), 'SE015', 'changed after it was applied');
SELECT throws_ok($$ SELECT install_file('sql/migrations/0099_gap.sql', 'SELECT 1') $$, 'SE015', NULL, 'a gap in the numbers');
SELECT throws_ok($$ SELECT install_file('sql/functions/none.sql', '') $$, 'SE015', NULL, 'an empty file');
SELECT throws_ok($$ SELECT install_file('sql/functions/none.sql', NULL) $$, 'SE015', NULL, 'a file that could not be read');
SELECT schema_version() + 1 AS next \gset
SELECT format('sql/migrations/%s_next.sql', lpad(:'next', 4, '0')) AS path \gset
SELECT is(install_file(:'path', 'CREATE TABLE next_one (x integer)'), 'installed', 'the next migration is installed');
SELECT is(schema_version(), :next, 'and counts');
SELECT is(install_file(:'path', 'CREATE TABLE next_one (x integer)'), 'unchanged', 'once');
SELECT is(install_file('sql/functions/f.sql', 'SELECT 1'), 'installed', 'another file is installed');
SELECT is(install_file('sql/functions/f.sql', 'SELECT 2'), 'replaced', 'and replaced when its text changes');

SELECT * FROM finish();
ROLLBACK;
