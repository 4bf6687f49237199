\ir ../include.psql
SELECT plan(26);

CREATE FUNCTION pg_temp.check(p_name text) RETURNS text LANGUAGE sql AS
$$ SELECT e.severity || ': ' || e.found FROM examine_installation() AS e WHERE e.name = p_name $$;
CREATE ROLE es_test_owner;
SELECT is_empty('SELECT e.name, e.found FROM examine_installation() AS e WHERE e.severity <> ''ok'' AND e.name <> ''superuser''', 'as it was installed');
SELECT is_empty('SELECT e.name FROM examine_installation() AS e WHERE coalesce(e.found, '''') = '''' OR (e.severity = ''ok'') <> (e.remedy IS NULL)', 'each says what it found, and what to do');

SAVEPOINT before;
SELECT schema_version() + 1 AS missing \gset
INSERT INTO schema_history (path, migration, checksum) VALUES ('sql/migrations/x.sql', :missing + 1, 'x');
SELECT is(pg_temp.check('migrations'), format('critical: %s is missing in schema_history', :missing), 'a migration that was left out');
ROLLBACK TO before;
DROP FUNCTION health();
SELECT is(pg_temp.check('functions'), 'critical: health is missing', 'a function that is gone');
ROLLBACK TO before;
GRANT CREATE ON SCHEMA :"schema" TO es_test_owner;
ALTER FUNCTION health() OWNER TO es_test_owner;
SELECT is(pg_temp.check('owners'), 'critical: health belongs to another role than the schema', 'a function of somebody else''s');
ROLLBACK TO before;
ALTER TABLE checkpoints OWNER TO es_test_owner;
SELECT matches(pg_temp.check('owners'), '^critical: checkpoints', 'a table of somebody else''s');
ROLLBACK TO before;
SELECT matches(pg_temp.check('superuser'), CASE WHEN r.rolsuper THEN '^warning: ' ELSE '^ok: ' END, 'who owns the schema') FROM pg_roles AS r WHERE r.rolname = current_user;
ALTER SCHEMA :"schema" OWNER TO es_test_owner;
SELECT matches(pg_temp.check('superuser'), '^ok: ', 'somebody who is no superuser');
ROLLBACK TO before;
GRANT EXECUTE ON FUNCTION health() TO PUBLIC;
SELECT is(pg_temp.check('public_rights'), 'critical: health is granted to everybody', 'a function for everybody');
ROLLBACK TO before;
GRANT SELECT ON events TO PUBLIC;
SELECT is(pg_temp.check('public_rights'), 'critical: events is granted to everybody', 'a table');
ROLLBACK TO before;
GRANT USAGE ON SCHEMA :"schema" TO PUBLIC;
SELECT is(pg_temp.check('public_rights'), format('critical: %s is granted to everybody', :'schema'), 'the schema');
ROLLBACK TO before;
GRANT SELECT (event_id), INSERT ON events TO es_test_owner;
SELECT is(pg_temp.check('table_rights'), 'warning: events to es_test_owner is granted', 'a role that writes past the functions');
ROLLBACK TO before;
GRANT USAGE ON SEQUENCE bell TO es_test_owner;
SELECT is(pg_temp.check('table_rights'), 'warning: bell to es_test_owner is granted', 'or draws from a sequence');
ROLLBACK TO before;
SELECT matches(pg_temp.check('role_rights'), '^ok', 'roles that are not used');
CREATE ROLE "es_test ""1""_owner" IN ROLE es_test_owner;
CREATE ROLE "es_test ""1""_reader";
CREATE ROLE "es_test ""1""_worker" IN ROLE "es_test ""1""_reader";
CREATE ROLE "es_test ""1""_writer" IN ROLE "es_test ""1""_worker";
CREATE ROLE "es_test ""1""_admin" IN ROLE "es_test ""1""_writer";
ALTER SCHEMA :"schema" OWNER TO "es_test ""1""_owner";
UPDATE store SET role_prefix = 'es_test "1"';
SELECT grant_rights() \g /dev/null
SELECT matches(pg_temp.check('role_rights'), '^ok', 'as they were granted');
GRANT EXECUTE ON FUNCTION new_epoch() TO "es_test ""1""_reader";
SELECT is(pg_temp.check('role_rights'), 'warning: new_epoch for es_test "1"_reader, new_epoch for es_test "1"_worker, new_epoch for es_test "1"_writer is not as function_rights() says', 'one that may do more');
REVOKE EXECUTE ON FUNCTION new_epoch() FROM "es_test ""1""_reader", "es_test ""1""_admin";
SELECT is(pg_temp.check('role_rights'), 'warning: new_epoch for es_test "1"_admin is not as function_rights() says', 'one that may do less');
SELECT grant_rights() \g /dev/null
CREATE ROLE es_test_other;
GRANT USAGE ON SCHEMA :"schema" TO es_test_other;
SELECT is(pg_temp.check('role_rights'), 'warning: es_test_other has rights besides the roles of sql/roles.sql', 'a role besides them, as after another prefix');
REVOKE USAGE ON SCHEMA :"schema" FROM es_test_other;
GRANT SELECT ON outbox_age TO es_test_other;
SELECT matches(pg_temp.check('role_rights'), 'es_test_other', 'on a view');
ROLLBACK TO before;
ALTER TABLE checkpoints SET UNLOGGED;
SELECT is(pg_temp.check('unlogged_tables'), 'critical: checkpoints is unlogged', 'a table that a crash empties');
ROLLBACK TO before;
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'event_ids_pkey'::regclass;
SELECT is(pg_temp.check('indexes'), 'critical: event_ids_pkey is not valid', 'an index that was not finished');
ROLLBACK TO before;
ALTER TABLE streams SET (autovacuum_enabled = false);
SELECT is(pg_temp.check('table_autovacuum'), 'warning: streams has autovacuum switched off', 'a table that nobody cleans up');
ROLLBACK TO before;
SELECT matches(pg_temp.check('extensions'), 'pgtap, plpgsql', 'extensions that are installed');
DO $$ DECLARE v_name text; BEGIN FOR v_name IN SELECT p.oid::regprocedure::text FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace LOOP EXECUTE 'GRANT EXECUTE ON FUNCTION ' || v_name || ' TO PUBLIC'; END LOOP; END $$;
SELECT is(length((SELECT e.found FROM examine_installation() AS e WHERE e.name = 'public_rights')), 301, 'a long list is cut');
ROLLBACK TO before;
SELECT is((SELECT count(*) FROM examine_installation() AS e WHERE e.severity = 'critical'), 0::bigint, 'all is as before');
SELECT is((SELECT count(*) FROM examine_installation()), 11::bigint, 'and every check was tried');

SELECT * FROM finish();
ROLLBACK;
