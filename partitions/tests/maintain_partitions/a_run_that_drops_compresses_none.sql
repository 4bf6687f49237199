-- In a psql of its own against a store of its own, because a month is compressed when whoever closed it has ended. The dropping
-- of one month was interrupted, another one is to be compressed.
-- Tried: where only what is created or detached counts, the first run compresses too.
\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGOPTIONS '-c search_path=maintenance_drops -c client_min_messages=warning'
\! psql -X -q -v schema=maintenance_drops -f sql/install.sql >/dev/null
\! psql -X -q -c "SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00'), create_partitions_ahead(3)" >/dev/null
\! psql -X -q -c "SELECT detach_partition('events_1985_01')" -c "UPDATE partitions SET state = 'dropping' WHERE partition_name = 'events_1985_01'" -c "SELECT close_partition('events_1985_02')" >/dev/null
\setenv RUN 'SELECT action || '' '' || partition_name FROM maintain_partitions(p_compress_after => ''1 month'')'
\set first `psql -X -q -At -c "$RUN" | tr '\n' ';'`
\set second `psql -X -q -At -c "$RUN" | tr '\n' ';'`
\! psql -X -q -c 'DROP SCHEMA maintenance_drops CASCADE'

\ir ../../../sql/tests/include.psql
SELECT plan(2);

SELECT is(:'first'::text, 'dropped events_1985_01;', 'the dropping is ended');
SELECT is(:'second'::text, 'compressed events_1985_02;', 'and nothing long is done under the locks of that');

SELECT * FROM finish();
ROLLBACK;
