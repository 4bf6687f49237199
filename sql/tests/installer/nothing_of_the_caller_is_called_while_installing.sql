-- A function in a schema on the path of who installs, with parameters that fit better than those of PostgreSQL's own, would act
-- with the rights of a superuser. Tried: without the search path set first in bootstrap.sql and in roles.sql each turns red.
\ir ../include.psql
SELECT plan(2);

CREATE SCHEMA hostile;
CREATE TABLE hostile.notes (what text);
CREATE FUNCTION hostile.hashtextextended(text, integer) RETURNS bigint LANGUAGE sql AS $$ INSERT INTO hostile.notes VALUES ('hashtextextended'); SELECT 1::bigint $$;
CREATE FUNCTION hostile.pg_has_role(text, text) RETURNS boolean LANGUAGE sql AS $$ INSERT INTO hostile.notes VALUES ('pg_has_role'); SELECT true $$;
CREATE FUNCTION hostile.format(text, text) RETURNS text LANGUAGE sql AS $$ INSERT INTO hostile.notes VALUES ('format'); SELECT pg_catalog.format($1, $2) $$;
\set bootstrap `cat sql/bootstrap.sql`
SELECT substring(:'bootstrap' FROM '(DO \$bootstrap\$.*END\n\$bootstrap\$;)') AS bootstrap \gset
\set roles `cat sql/roles.sql`
SELECT substring(:'roles' FROM '\n(SET LOCAL search_path[^\n]*\n)') || substring(:'roles' FROM '(DO \$roles\$.*END\n\$roles\$;)') AS roles \gset

SELECT set_config('event_store.schema', 'installed', true), set_config('search_path', 'hostile, public, pg_temp', true) \g /dev/null
:bootstrap
SELECT set_config('search_path', format('%I, tap, pg_temp', :'schema'), true) \g /dev/null
SELECT is((SELECT string_agg(DISTINCT n.what, ', ') FROM hostile.notes AS n), NULL, 'by bootstrap.sql');
SELECT set_config('event_store.schema', :'schema', true), set_config('event_store.prefix', 'es_test', true), set_config('search_path', 'hostile, public, pg_temp', true) \g /dev/null
:roles
SELECT set_config('search_path', format('%I, tap, pg_temp', :'schema'), true) \g /dev/null
SELECT is((SELECT string_agg(DISTINCT n.what, ', ') FROM hostile.notes AS n), NULL, 'by roles.sql');

SELECT * FROM finish();
ROLLBACK;
