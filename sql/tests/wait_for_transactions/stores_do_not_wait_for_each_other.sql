-- Two stores of one database wait at the same time, each holding a snapshot that the other must not wait for.
-- Tried: with a key of its own for each schema, both wait for each other until their time is over.
\ir ../include.psql
SELECT plan(2);

\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGOPTIONS '-c client_min_messages=warning'
\! psql -X -q -v schema=waiting_a -f sql/install.sql >/dev/null
\! psql -X -q -v schema=waiting_b -f sql/install.sql >/dev/null
\setenv BOTH 'DO $$ BEGIN WHILE (SELECT count(*) FROM pg_stat_activity WHERE application_name = ''waiting'' AND backend_xmin IS NOT NULL) < 2 LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP; END $$'
\set waited `for s in a b; do PGAPPNAME=waiting psql -X -q -At -v VERBOSITY=sqlstate -c "BEGIN ISOLATION LEVEL REPEATABLE READ" -c "SELECT" -c "$BOTH" -c "SELECT 'done' FROM waiting_$s.wait_for_transactions('20 seconds')" -c COMMIT 2>&1 & done; wait`
SELECT is(trim(:'waited'::text, E'\n'), E'done\ndone', 'neither waits for the other');

-- One that is no such wait is waited for, whatever its schema.
\set refused `(PGAPPNAME=waiting psql -X -q -At -c "SELECT pg_sleep(60)" >/dev/null 2>&1 & until [ "$(psql -X -At -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'waiting' AND backend_xmin IS NOT NULL")" = 1 ]; do :; done; psql -X -q -At -v VERBOSITY=sqlstate -c "SELECT waiting_a.wait_for_transactions('10 milliseconds')" 2>&1; psql -X -q -At -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'waiting'" >/dev/null; wait)`
SELECT is(:'refused'::text, 'ERROR:  SE020', 'an older statement is waited for');

\! psql -X -q -c 'DROP SCHEMA waiting_a CASCADE' -c 'DROP SCHEMA waiting_b CASCADE' 2>/dev/null
SELECT * FROM finish();
ROLLBACK;
