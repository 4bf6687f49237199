-- Run from the top folder of the repository.
\ir ../include.psql
SELECT plan(3);

CREATE ROLE es_test_installer;
SELECT format('GRANT CREATE ON DATABASE %I TO es_test_installer', current_database()) \gexec
SET LOCAL ROLE es_test_installer;
\set store es_test_own
\ir ../install_again.psql
SET LOCAL search_path = es_test_own, pg_temp;
SELECT create_partitions_ahead(1) \g /dev/null
SELECT a.stream_version AS version FROM append_event('order', '1', 0, 'Placed', '{}') AS a \gset
RESET ROLE;
SET LOCAL search_path = es_test_own, tap, pg_temp;
SELECT ok(:changed > 60, 'every file');
SELECT is(:version, 1, 'it works');
SELECT is((SELECT count(*) FROM pg_class AS c WHERE c.relnamespace = 'es_test_own'::regnamespace AND c.relowner <> 'es_test_installer'::regrole), 0::bigint, 'all is its own');

SELECT * FROM finish();
ROLLBACK;
