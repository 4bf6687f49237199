-- Begun anew after an interruption, the first statement of which has closed the month.
-- Tried: without the NOTICE the second turns red.
\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGOPTIONS '-c search_path=compress_notice'
\! psql -X -q -v schema=compress_notice -f sql/install.sql >/dev/null
\! psql -X -q -c "SELECT create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00')" >/dev/null
\set open `psql -X -q -At -c "SELECT count(*) || ' ' || bool_or(statement LIKE '%open_partition%') FROM compress_partition_statements('events_1985_01')" 2>&1 | tr '\n' ' '`
\! psql -X -q -c "SELECT close_partition('events_1985_01')" >/dev/null
\set closed `psql -X -q -At -c "SELECT count(*) FROM compress_partition_statements('events_1985_01')" 2>&1 | tr '\n' ' '`
\! psql -X -q -c 'DROP SCHEMA compress_notice CASCADE' 2>/dev/null

\ir ../../../sql/tests/include.psql
SELECT plan(2);

SELECT is(:'open'::text, '4 true ', 'one that is open is opened again at the end, and nothing is said');
SELECT matches(:'closed'::text, 'NOTICE: +partition events_1985_01 is closed and stays closed.*open_partition\(\).* 3 $', 'one that is closed stays so, and that is said');

SELECT * FROM finish();
ROLLBACK;
