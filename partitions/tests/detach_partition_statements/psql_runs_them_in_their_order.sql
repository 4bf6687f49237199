-- In a psql of its own against a store of its own, because DETACH CONCURRENTLY runs in no transaction block.
\ir ../../../sql/tests/include.psql
SELECT plan(3);

\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGOPTIONS '-c search_path=partition_steps -c client_min_messages=warning -c datestyle=german -c intervalstyle=iso_8601'
\! psql -X -q -v schema=partition_steps -f sql/install.sql >/dev/null
\! psql -X -q -c "SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00')" -c "SELECT append_event('order', 'a', -1, 'A', '1', p_timestamp => '1985-01-05 00:00+00')" >/dev/null
\set detached `printf '%s\n' "SELECT statement FROM detach_partition_statements('events_1985_01') \\gexec" "SELECT state, events FROM list_partitions()" | psql -X -q -At -v ON_ERROR_STOP=1 -f - 2>&1 | tr '\n' ' '`
SELECT is(trim(:'detached'::text), 'detached|1 attached|0', 'detached while others go on');
\set attached `psql -X -q -At -c "SELECT attach_partition('events_1985_01')" -c "SELECT state, events FROM list_partitions()" 2>&1 | tr '\n' ' '`
SELECT is(trim(:'attached'::text), 'attached|1 attached|0', 'attached back');
\set compressed `printf '%s\n' "SELECT statement FROM compress_partition_statements('events_1985_01') \\gexec" "SELECT state, events, compressed_at IS NOT NULL FROM list_partitions()" | psql -X -q -At -v ON_ERROR_STOP=1 -f - 2>&1 | sed '/^1|[0-9]*|[0-9]*$/d' | tr '\n' ' '`
SELECT is(trim(:'compressed'::text), 'attached|1|t attached|0|f', 'compressed, and open as before');
\! psql -X -q -c 'DROP SCHEMA partition_steps CASCADE'

SELECT * FROM finish();
ROLLBACK;
