-- sql/roles.sql run again, which takes the beginning of the roles' names from the store.
-- Tried: with the schema's name as the default, as it was, the first run gives the store to roles of that name; without the
-- REVOKE the last but one turns red.
\ir ../include.psql
SELECT plan(7);
\ir ../roles.psql

SELECT set_config('event_store.prefix', '', true) \g /dev/null
:roles
SELECT set_config('search_path', format('%I, tap, pg_temp', :'schema'), true) \g /dev/null
SELECT is((SELECT role_prefix FROM store), 'es_test', 'without a prefix: the one it has');
SELECT set_config('event_store.prefix', 'es_other', true) \g /dev/null
SELECT is(pg_temp.raised(:'roles') ->> 'code', 'SE005', 'another one is refused');
SELECT matches(pg_temp.raised(:'roles') ->> 'hint', 'change_prefix=on', 'with what to do');
SELECT set_config('event_store.change_prefix', 'on', true) \g /dev/null
:roles
SELECT set_config('search_path', format('%I, tap, pg_temp', :'schema'), true), grant_rights() \g /dev/null
SELECT is((SELECT role_prefix FROM store), 'es_other', 'on purpose it changes');
SELECT is((SELECT pg_get_userbyid(nspowner)::text FROM pg_namespace WHERE nspname = current_schema()), 'es_other_owner', 'the owner, too');
SELECT is_empty(
    $$ SELECT r.role FROM unnest(ARRAY['reader', 'worker', 'writer', 'admin', 'owner']) AS r (role)
       WHERE has_schema_privilege('es_test_' || r.role, current_schema(), 'USAGE') OR has_function_privilege('es_test_' || r.role, (SELECT p.oid FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND p.proname = 'read_stream'), 'EXECUTE')
           OR has_table_privilege('es_test_' || r.role, 'outbox_age', 'SELECT') $$, 'the roles of before have nothing any more');
SELECT matches((SELECT d.severity FROM doctor() AS d WHERE d.name = 'role_rights'), '^ok', 'and the doctor has nothing to say');

SELECT * FROM finish();
ROLLBACK;
