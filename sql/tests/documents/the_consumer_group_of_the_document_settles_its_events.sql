-- The psql script of docs/consumer-groups.md as it stands, in a psql of its own against a store of its own, because it commits.
-- Run from the top folder of the repository.
\ir ../include.psql
SELECT plan(1);

\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
\set script `mktemp`
\setenv SCRIPT :script
\! awk '/^```psql$/ { inside = 1; next } /^```/ { inside = 0 } inside' docs/consumer-groups.md > "$SCRIPT"
\! psql -X -q -v schema=group_example -f sql/install.sql >/dev/null
\setenv APPEND 'SET search_path = group_example; SELECT create_partitions_ahead(0); SELECT append_event(''order'', n, -1, ''OrderPlaced'', ''1'') FROM unnest(ARRAY[''good'', ''later'', ''wrong'']) AS n; SELECT append_event(''order'', ''good'', -1, ''Other'', ''1'')'
\! psql -X -q -c "$APPEND" >/dev/null
\set answers `psql -X -q -At -v ON_ERROR_STOP=1 -v schema=group_example -f "$SCRIPT" 2>&1 | tr '\n' ' '`
SELECT is(:'answers'::text, 't 1|f  1 wrong|no such address 1 1|0|1|1 t ', 'made, failed once, parked, acknowledged, replayed, listed, left');
\! psql -X -q -c 'SET client_min_messages = warning' -c 'DROP SCHEMA group_example CASCADE'
\! rm -f "$SCRIPT"

SELECT * FROM finish();
ROLLBACK;
