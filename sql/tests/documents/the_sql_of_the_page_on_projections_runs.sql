-- Every block of docs/projections.md that is marked as sql, as it stands but for its BEGIN and COMMIT; an error ends this file.
-- Run from the top folder of the repository.
\ir ../include.psql
SELECT plan(2);

-- Appends of this very transaction do not hold up its own reading.
CREATE OR REPLACE FUNCTION register_in_flight() RETURNS boolean LANGUAGE sql VOLATILE RETURN true;
SELECT pg_temp.fill('p', 2) \g /dev/null
\set script `mktemp`
\setenv SCRIPT :script
\setenv DOCUMENT docs/projections.md
\! awk '/^```sql$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$DOCUMENT" | grep -vE '^(BEGIN|COMMIT);$' > "$SCRIPT"
\o /dev/null
\i :script
\o
\! rm -f "$SCRIPT"
SELECT is((SELECT array_agg(generation) FROM list_projections() WHERE name = 'order-counts'), ARRAY[2], 'the rebuild is in use');
SELECT is((SELECT events FROM order_counts WHERE generation = 2 AND id = 'p'), 2::bigint, 'and has counted each event once');

SELECT * FROM finish();
ROLLBACK;
