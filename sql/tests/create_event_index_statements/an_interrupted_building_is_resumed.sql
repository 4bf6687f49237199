-- In a psql of its own against a store of its own, because CREATE INDEX CONCURRENTLY runs in no transaction block. A building that is
-- interrupted leaves an invalid index on one partition: here because an event's value makes the expression fail.
\ir ../include.psql
SELECT plan(6);

\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\setenv PGOPTIONS '-c search_path=index_steps -c client_min_messages=warning'
\! psql -X -q -v schema=index_steps -f sql/install.sql >/dev/null
\! psql -X -q -c "SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00')" -c "SELECT append_event('order', 'a', -1, 'A', '{\"k\": \"v\"}', p_timestamp => format('1985-0%s-05 00:00+00', m)::timestamptz) FROM generate_series(1, 3) AS m" >/dev/null
\set list `echo "SELECT path, is_valid, partitions_covered, cardinality(unfinished) FROM list_event_indexes() WHERE path IS NOT NULL" > /tmp/index_steps.sql; echo /tmp/index_steps.sql`
-- The second month's part is built with an error in its table, which is mended then.
\! psql -X -q -c "SET event_store.change = 'on'; UPDATE events_1985_02 SET data = '{\"k\": \"\\u0000\"}'" >/dev/null
\set broken `printf '%s\n' "SELECT statement FROM create_event_index_statements('data.k') \\gexec" | psql -X -q -At -v ON_ERROR_STOP=1 -f - >/dev/null 2>&1; psql -X -q -At -f /tmp/index_steps.sql`
SELECT is(:'broken'::text, 'data.k|f|1|1', 'what an interrupted building left is named');
\set refused `psql -X -q -At -v VERBOSITY=sqlstate -c "SELECT read_by_value('data.k', 'v')" 2>&1`
SELECT is(:'refused'::text, 'ERROR:  SE022', 'no read uses it');
\! psql -X -q -c "SET event_store.change = 'on'; UPDATE events_1985_02 SET data = '{\"k\": \"v\"}'" >/dev/null
\set resumed `printf '%s\n' "SELECT CASE WHEN statement LIKE 'DO %event_store.lock_timeout'', %' THEN 'lift' WHEN statement LIKE 'DO %' THEN 'restore' ELSE statement END FROM create_event_index_statements('data.k')" | psql -X -q -At -f - | sed -E 's/ USING.*//; s/index_steps\.//g; s/[0-9a-f]{16}/-/g' | tr '\n' ';'`
SELECT is(
    :'resumed'::text,
    'lift;DROP INDEX CONCURRENTLY events_1985_02_btree_-;CREATE INDEX CONCURRENTLY events_1985_02_btree_- ON events_1985_02;restore;ALTER INDEX event_index_btree_- ATTACH PARTITION events_1985_02_btree_-;lift;CREATE INDEX CONCURRENTLY events_1985_03_btree_- ON events_1985_03;restore;ALTER INDEX event_index_btree_- ATTACH PARTITION events_1985_03_btree_-;',
    'what is whole is left, the leftover is built anew'
);
\set whole `printf '%s\n' "SET lock_timeout = '7s'; SELECT statement FROM create_event_index_statements('data.k') \\gexec" "SHOW lock_timeout" | psql -X -q -At -v ON_ERROR_STOP=1 -f - 2>&1; psql -X -q -At -f /tmp/index_steps.sql`
SELECT is(trim(:'whole'::text, E'\n'), E'7s\ndata.k|t|3|0', 'resumed, it is whole, and lock_timeout is as it was');
\set found `psql -X -q -At -c "SELECT count(*) FROM read_by_value('data.k', 'v')"`
SELECT is(:'found'::text, '3', 'and is read with');
\set nothing `psql -X -q -At -c "SELECT count(*) FROM create_event_index_statements('data.k')"`
SELECT is(:'nothing'::text, '0', 'there is nothing left to do');
\! psql -X -q -c 'DROP SCHEMA index_steps CASCADE'
\! rm -f /tmp/index_steps.sql

SELECT * FROM finish();
ROLLBACK;
