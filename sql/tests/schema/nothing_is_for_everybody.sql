-- Tried: with EXECUTE on health() granted to PUBLIC the first turns red.
\ir ../include.psql
SELECT plan(3);

SELECT is_empty($$ SELECT p.oid::regprocedure FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a WHERE p.pronamespace = current_schema()::regnamespace AND a.grantee = 0 $$, 'no function');
SELECT is_empty($$ SELECT c.oid::regclass FROM pg_class AS c, aclexplode(c.relacl) AS a WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0 $$, 'no table, view or sequence');
SELECT is_empty($$ SELECT n.nspname FROM pg_namespace AS n, aclexplode(n.nspacl) AS a WHERE n.nspname = current_schema() AND a.grantee = 0 $$, 'nor the schema');

SELECT * FROM finish();
ROLLBACK;
