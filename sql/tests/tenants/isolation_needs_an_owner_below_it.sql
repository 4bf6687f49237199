-- The functions act with the owner's rights, and a superuser is above row-level security.
\ir ../include.psql
SELECT plan(8);

SELECT pg_temp.raises('SELECT enable_tenant_isolation()', 'SE023', 'not while a superuser owns the schema');
SELECT pg_temp.raises($$ SELECT assign_tenant('nobody', 'a') $$, 'SE005', 'no tenant for a role that does not exist');
\ir ../roles.psql
SELECT set_eq('SELECT enable_tenant_isolation()',
    $$ SELECT c.relname::text FROM pg_attribute AS a INNER JOIN pg_class AS c ON c.oid = a.attrelid WHERE a.attname = 'tenant' AND NOT c.relispartition
       AND c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'role_tenants' $$, 'every table with a tenant');
SELECT is(assign_tenant('es_test_reader', 'a'), true, 'a tenant is given');
SELECT is(assign_tenant('es_test_reader', 'a'), false, 'once');
SELECT is((SELECT array_agg(l.role_name || ' ' || l.tenant) FROM list_tenant_assignments() AS l), ARRAY['es_test_reader a'], 'and listed');
SELECT is(unassign_tenant('es_test_reader', 'a'), true, 'and taken');
-- An upgrade brings a table.
CREATE TABLE brought (tenant text);
ALTER TABLE brought OWNER TO es_test_owner;
SELECT grant_rights() \g /dev/null
SELECT is((SELECT c.relforcerowsecurity FROM pg_class AS c WHERE c.oid = 'brought'::regclass), true, 'what an upgrade brings is isolated, too');

SELECT * FROM finish();
ROLLBACK;
