-- The whole matrix: each role × each table, sequence and view × each verb, and each role × each function.
-- Tried: with GRANT SELECT ON events TO es_test_reader the second turns red, with save_checkpoint granted to the reader the third.
\ir ../include.psql
SELECT plan(9);
\ir ../roles.psql

CREATE TEMP TABLE ladder AS SELECT role, rank FROM unnest(ARRAY['reader', 'worker', 'writer', 'admin']) WITH ORDINALITY AS l (role, rank);
CREATE TEMP TABLE relations AS SELECT c.oid, c.relkind FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S');
SELECT cmp_ok((SELECT count(*) FROM relations), '>=', 8::bigint, 'there are tables');
SELECT is_empty(
    $$ SELECT l.role, r.oid::regclass, v.verb FROM ladder AS l, relations AS r,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS v (verb)
       WHERE r.relkind <> 'S' AND has_table_privilege('es_test_' || l.role, r.oid, v.verb) <> (r.relkind = 'v' AND v.verb = 'SELECT')
       UNION ALL
       SELECT l.role, r.oid::regclass, v.verb FROM ladder AS l, relations AS r, unnest(ARRAY['SELECT', 'USAGE', 'UPDATE']) AS v (verb)
       WHERE r.relkind = 'S' AND has_sequence_privilege('es_test_' || l.role, r.oid, v.verb)
       UNION ALL
       SELECT l.role, r.oid::regclass, v.verb || ' of a column' FROM ladder AS l, relations AS r, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS v (verb)
       WHERE r.relkind IN ('r', 'p') AND has_any_column_privilege('es_test_' || l.role, r.oid, v.verb) $$,
    'SELECT on views, nothing on tables and sequences'
);
SELECT is_empty(
    $$ SELECT l.role, p.oid::regprocedure FROM ladder AS l, pg_proc AS p
       LEFT JOIN (SELECT f.function_name, least.rank FROM function_rights() AS f INNER JOIN ladder AS least USING (role)) AS f ON f.function_name = p.proname
       WHERE p.pronamespace = current_schema()::regnamespace
           AND has_function_privilege('es_test_' || l.role, p.oid, 'EXECUTE') <> coalesce(l.rank >= f.rank, false) $$,
    'EXECUTE as function_rights() says'
);
SELECT set_eq(
    $$ SELECT p.proname::text FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND obj_description(p.oid, 'pg_proc') NOT LIKE 'Internal.%'
$$,
    'SELECT function_name FROM function_rights()', 'which lists every public function'
);
SELECT is_empty(
    $$ SELECT p.oid::regprocedure FROM pg_proc AS p INNER JOIN function_rights() AS f ON f.function_name = p.proname
       WHERE p.pronamespace = current_schema()::regnamespace AND NOT p.prosecdef AND f.role <> 'owner' AND p.proname NOT IN ('event_checksum', 'new_event_id', 'function_rights', 'payload_encoding', 'payload_original_size')
           -- pg_cron runs a job as the role that made it, and the owner cannot log in.
           AND p.proname NOT IN ('schedule_partition_maintenance', 'unschedule_partition_maintenance') $$,
    'and which act with the rights of the owner'
);
SELECT is_empty(
    $$ SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosecdef
       AND p.proname NOT IN (SELECT f.function_name FROM function_rights() AS f WHERE f.role <> 'owner') $$, 'no other does'
);
SELECT is_empty($$ SELECT l.role FROM ladder AS l WHERE has_schema_privilege('es_test_' || l.role, current_schema(), 'CREATE') $$, 'nobody creates in the schema');
SELECT is_empty(
    $$ SELECT r.rolname FROM pg_roles AS r WHERE r.rolname LIKE 'es\_test\_%' AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb) $$,
    'no role logs in or is above others'
);
SELECT is_empty(
    $$ SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind <> 'i' AND c.relkind <> 'I' AND pg_get_userbyid(c.relowner) <> 'es_test_owner'
       UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND pg_get_userbyid(p.proowner) <> 'es_test_owner'
       UNION ALL SELECT t.oid::regtype::text FROM pg_type AS t WHERE t.typnamespace = current_schema()::regnamespace AND pg_get_userbyid(t.typowner) <> 'es_test_owner' $$,
    'everything belongs to the owner'
);

SELECT * FROM finish();
ROLLBACK;
