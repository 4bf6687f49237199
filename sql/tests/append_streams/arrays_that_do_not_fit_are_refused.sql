-- Tried: with cardinality instead of array_dims the last three turn red, and an event for acme is stored for no tenant.
\ir ../include.psql
SELECT plan(27);

CREATE FUNCTION pg_temp.shape(p_arguments text) RETURNS text LANGUAGE sql AS $$ SELECT 'SELECT append_streams(' || p_arguments || ')' $$;
SELECT pg_temp.raises(pg_temp.shape(a), 'SE005', a)
FROM unnest(ARRAY[
    $$NULL, NULL, NULL, NULL, NULL, NULL, NULL$$,
    $$'{}', '{}', '{}', '{}', '{}', '{}', '{}'$$,
    $$'{o}', '{a}', '{-1}', '{}', NULL, '{}', '{}'$$,
    $$'{o}', '{a}', '{-1}', NULL, NULL, '{A}', '{1}'$$,
    $$'{o}', '{a}', NULL, '{1}', NULL, '{A}', '{1}'$$,
    $$'{o}', '{a}', '{NULL}', '{1}', NULL, '{A}', '{1}'$$,
    $$'{o}', '{a}', '{-3}', '{1}', NULL, '{A}', '{1}'$$,
    $$NULL, '{a}', '{-1}', '{1}', NULL, '{A}', '{1}'$$,
    $$'{o,o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1,2}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', '{}', '{A}', '{1}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', '{NULL,NULL}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_tenants => '{a,b}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_timestamps => '{}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_data_bytes => '{NULL,NULL}'$$,
    $$'{o}', '{a}', '{-1}', '{2}', NULL, '{A}', '{1}'$$,
    $$'{o}', '{a}', '{-1}', '{NULL}', NULL, '{A}', '{1}'$$,
    $$'{o}', '{a}', '{-1}', '{0}', NULL, '{A}', '{1}'$$,
    $$'{o,o}', '{a,b}', '{-1,-1}', '{1,1}', NULL, '{A,A}', '{1,1}'$$,
    $$'{o,o}', '{a,b}', '{-1,-1}', '{1,3}', NULL, '{A,A}', '{1,1}'$$,
    $$'{o,o}', '{a,b}', '{-1,-1}', '{1,2,NULL}', NULL, '{A,A,A}', '{1,1,1}'$$,
    $$'{o,o}', '{a,a}', '{-1,-1}', '{1,2}', NULL, '{A,A}', '{1,1}'$$,
    $$'{o,o}', '{a,a}', '{-1,-1}', '{1,2}', NULL, '{A,A}', '{1,1}', p_tenants => '{NULL,""}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_schema_versions => '{0}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_tenants => '[0:0]={acme}'$$,
    $$'{o}', '{a}', '{-1}', '{1,1}', '[0:1]={00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002}', '{A,A}', '{1,1}'$$,
    $$'{o}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_tenants => '{{acme}}'$$
]) AS a;

SELECT * FROM finish();
ROLLBACK;
