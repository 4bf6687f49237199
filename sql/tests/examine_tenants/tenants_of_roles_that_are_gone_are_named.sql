-- Whoever makes a role of that name has its tenants.
-- Tried: without the check there is no row.
\ir ../include.psql
SELECT plan(3);
CREATE ROLE es_test_login;
SELECT assign_tenant('es_test_login', 'a'), assign_tenant('es_test_login', 'b') \g /dev/null
PREPARE roles AS SELECT severity, found FROM examine_tenants() WHERE name = 'tenant_roles';
SELECT results_eq('roles', $$ VALUES ('ok', 'every role that has tenants exists') $$, 'they exist');
ALTER ROLE es_test_login RENAME TO es_test_renamed;
SELECT results_eq('roles', $$ VALUES ('warning', 'tenants are given to roles that do not exist: "es_test_login"') $$, 'one that was renamed, once');
SELECT unassign_tenant('es_test_login', t) FROM unnest(ARRAY['a', 'b']) AS t \g /dev/null
SELECT results_eq('roles', $$ VALUES ('ok', 'every role that has tenants exists') $$, 'what is to be done helps');

SELECT * FROM finish();
ROLLBACK;
