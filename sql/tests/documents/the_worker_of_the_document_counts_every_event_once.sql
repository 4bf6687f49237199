-- The psql script of docs/worker.md as it stands, in a psql of its own against a store of its own, because it commits.
-- Run from the top folder of the repository.
\ir ../include.psql
SELECT plan(3);

\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\set script `mktemp`
\setenv SCRIPT :script
\! awk '/^```psql$/ { inside = 1; next } /^```/ { inside = 0 } inside' docs/worker.md > "$SCRIPT"
\! psql -X -q -v schema=worker_example -f sql/install.sql >/dev/null
\setenv APPEND 'SET search_path = worker_example; SELECT create_partitions_ahead(0); SELECT append_event(''order'', (n % 2)::text, -1, ''A'', ''1'') FROM generate_series(1, 5) AS n; SELECT append_event(''invoice'', ''1'', -1, ''A'', ''1'')'
\! psql -X -q -c "$APPEND" >/dev/null
\set first `psql -X -q -At -v ON_ERROR_STOP=1 -v schema=worker_example -f "$SCRIPT" 2>&1 | tr '\n' ' '`
SELECT is(:'first'::text, '0|2 1|3 0|5|running ', 'drained: two orders, no lag, five events');
\set second `psql -X -q -At -v schema=worker_example -f "$SCRIPT" 2>/dev/null | tr '\n' ' '`
SELECT is(:'second'::text, '0|2 1|3 0|5|running ', 'again: nothing is counted twice');
\! psql -X -q -c "$APPEND" >/dev/null
\set third `psql -X -q -At -v schema=worker_example -f "$SCRIPT" 2>/dev/null | tr '\n' ' '`
SELECT is(:'third'::text, '0|4 1|6 0|10|running ', 'what came since is counted');
\! psql -X -q -c 'SET client_min_messages = warning' -c 'DROP SCHEMA worker_example CASCADE' -c 'DROP TABLE public.order_totals'
\! rm -f "$SCRIPT"

SELECT * FROM finish();
ROLLBACK;
