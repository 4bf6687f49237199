-- The two functions of bootstrap.sql are the installer itself and are written each time.
-- Run from the top folder of the repository, like the installer itself.
\ir ../include.psql
SELECT plan(3);

CREATE TEMP TABLE before AS SELECT p.oid, p.xmin::text AS written FROM pg_proc AS p WHERE p.pronamespace = :'schema'::regnamespace AND p.proname NOT IN ('begin_install', 'install_file');
CREATE TEMP TABLE history AS SELECT * FROM schema_history;
\set store :schema
\ir ../install_again.psql
SELECT is(:changed, 0, 'no file was installed or replaced');
SELECT set_eq('SELECT p.oid, p.xmin::text AS written FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND p.proname NOT IN (''begin_install'', ''install_file'')', 'SELECT * FROM before', 'no function was written');
SELECT set_eq('SELECT * FROM schema_history', 'SELECT * FROM history', 'nor was the history');

SELECT * FROM finish();
ROLLBACK;
