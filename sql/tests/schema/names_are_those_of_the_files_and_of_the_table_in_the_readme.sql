-- Run from the top folder of the repository. A public function is one that its comment does not call internal.
\ir ../include.psql
SELECT plan(3);

\set readme `cat sql/README.md`
CREATE TEMP TABLE listed AS SELECT DISTINCT m[1] AS name FROM regexp_matches(:'readme', '^\| `([a-z_]+)\(', 'gn') AS m;
SELECT set_eq(
    $$ SELECT DISTINCT p.proname::text FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND obj_description(p.oid, 'pg_proc') NOT LIKE 'Internal.%' $$,
    'SELECT name FROM listed', 'sql/README.md lists the public functions and no other'
);
SELECT set_eq(
    $$ SELECT h.path FROM schema_history AS h WHERE h.migration IS NULL AND h.path NOT LIKE 'sql/views/%' AND h.path NOT LIKE 'sql/roles%' $$,
    $$ SELECT DISTINCT CASE WHEN p.proname LIKE '%partition%' AND p.proname <> 'missing_partitions' THEN 'partitions/' ELSE 'sql/functions/' END || p.proname || '.sql'
       FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND p.proname NOT IN ('begin_install', 'install_file') $$,
    'a file per function, named as the function'
);
CREATE TEMP TABLE codes AS SELECT DISTINCT m[1] AS code FROM regexp_matches(:'readme', '^\| `(SE[0-9]{3})`', 'gn') AS m;
SELECT set_eq(
    $$ SELECT DISTINCT m[1] FROM pg_proc AS p, regexp_matches(pg_get_functiondef(p.oid), '''(SE[0-9]{3})''', 'g') AS m WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f' $$,
    'SELECT code FROM codes', 'and the SQLSTATEs that the functions raise'
);

SELECT * FROM finish();
ROLLBACK;
