-- In a psql of its own against a store of its own: a month is compressed when whoever closed it has ended,
-- which is why this is done before the test's own transaction begins.
-- Tried: where a run that has detached compresses too, it says so in the first.
\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGOPTIONS '-c search_path=maintenance_runs -c client_min_messages=warning'
\! psql -X -q -v schema=maintenance_runs -f sql/install.sql >/dev/null
\! psql -X -q -c "SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00'), create_partitions_ahead(3)" >/dev/null
-- The first two months are to be detached, the third compressed.
\! echo "SELECT action || ' ' || partition_name FROM maintain_partitions(p_detach_after => now() - '1985-03-15 00:00+00', p_compress_after => '1 month')" > /tmp/maintenance_runs.sql
\! psql -X -q -c "SELECT close_partition('events_1985_03')" >/dev/null
\set first `psql -X -q -At -f /tmp/maintenance_runs.sql | tr '\n' ';'`
\set second `psql -X -q -At -f /tmp/maintenance_runs.sql | tr '\n' ';'`
\set third `psql -X -q -At -f /tmp/maintenance_runs.sql | tr '\n' ';'`
\set fourth `psql -X -q -At -f /tmp/maintenance_runs.sql | tr '\n' ';'`
\! psql -X -q -c 'DROP SCHEMA maintenance_runs CASCADE'
\! rm -f /tmp/maintenance_runs.sql

\ir ../../../sql/tests/include.psql
SELECT plan(4);

SELECT is(:'first'::text, 'detached events_1985_01;', 'one is detached');
SELECT is(:'second'::text, 'detached events_1985_02;', 'the next, and none is compressed under its locks');
SELECT is(:'third'::text, 'compressed events_1985_03;', 'then one is compressed');
SELECT is(:'fourth'::text, '', 'and all is done');

SELECT * FROM finish();
ROLLBACK;
