\ir ../include.psql
SELECT plan(4);

SELECT is_empty($$ SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL $$, 'functions');
SELECT is_empty($$ SELECT c.oid::regclass FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND obj_description(c.oid, 'pg_class') IS NULL $$, 'tables and views');
SELECT is_empty($$ SELECT c.oid::regclass FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S' AND obj_description(c.oid, 'pg_class') IS NULL
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'i') $$, 'sequences that are not of a column');
SELECT is_empty($$ SELECT t.oid::regtype FROM pg_type AS t INNER JOIN pg_class AS c ON c.oid = t.typrelid WHERE t.typnamespace = current_schema()::regnamespace AND c.relkind = 'c' AND obj_description(t.oid, 'pg_type') IS NULL $$, 'types');

SELECT * FROM finish();
ROLLBACK;
