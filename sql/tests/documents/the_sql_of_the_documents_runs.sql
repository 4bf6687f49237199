-- Every block that is marked as sql in the documents, in their order, as it stands; an error ends this file.
-- Run from the top folder of the repository.
\ir ../include.psql
SELECT plan(6);

\set script `mktemp`
\setenv SCRIPT :script

\setenv DOCUMENT sql/README.md
\! awk '/^```sql$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$DOCUMENT" | sed 's/^SET search_path = event_store;$//' > "$SCRIPT"
\o /dev/null
\i :script
\o
SELECT is(stream_version('order', '4711'), 2::bigint, 'sql/README.md');

\setenv DOCUMENT partitions/README.md
\! awk '/^```sql$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$DOCUMENT" > "$SCRIPT"
\o /dev/null
\i :script
\o
SELECT is((SELECT count(*) FROM partitions WHERE partition_name LIKE 'events_2025_%'), 12::bigint, 'partitions/README.md');

\set prefix event_store
\ir ../roles.psql
\setenv DOCUMENT docs/dba.md
\! awk '/^```sql$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$DOCUMENT" | sed 's/^SET search_path = event_store;$//' > "$SCRIPT"
\o /dev/null
\i :script
\o
SELECT is((SELECT value FROM settings() WHERE name = 'max_events_per_append'), '5000', 'docs/dba.md');
SELECT is((SELECT global_position FROM load_checkpoint('my_projection')), 0::bigint, 'to its end');

\setenv DOCUMENT docs/monitoring.md
\! awk '/^```sql$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$DOCUMENT" > "$SCRIPT"
\o /dev/null
\i :script
\o
SELECT pass('docs/monitoring.md');

\setenv DOCUMENT docs/compression.md
\! awk '/^```sql$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$DOCUMENT" > "$SCRIPT"
\o /dev/null
\i :script
\o
SELECT pass('docs/compression.md');
\! rm -f "$SCRIPT"

SELECT * FROM finish();
ROLLBACK;
