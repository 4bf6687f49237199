-- Makes the roles of a store and gives them their rights. To be run by a superuser, or by a role with CREATEROLE that owns the
-- schema, after the installation; safe to run again. From the top folder of the repository:
--
--   psql -X -v schema=event_store -f sql/roles.sql
--
--   <prefix>_owner     owns the schema and everything in it; its functions act with its rights. Upgrade as this role.
--   <prefix>_reader    reads events, streams, statistics, views
--   <prefix>_worker    also keeps checkpoints: projections
--   <prefix>_writer    also appends
--   <prefix>_admin     also changes the store: settings, partitions
--
-- None can log in: GRANT one of them to the roles that do. They have EXECUTE on functions and SELECT on views, nothing on tables.
-- A role that exists already is taken as it is, with its members; one that can log in or is above others is refused. The prefix
-- is the one of the run before, at first the schema's name, unless -v prefix=… says otherwise. Roles belong to the cluster: give
-- stores of the same name in two databases two prefixes. A store that has roles gets others only with -v change_prefix=on: the
-- old ones lose their rights, and their members are to be made members of the new ones.
\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
\set QUIET on
\pset tuples_only on
\pset format unaligned
\if :{?schema}
\else
    \set schema event_store
\endif
\if :{?prefix}
\else
    \set prefix ''
\endif
\if :{?change_prefix}
\else
    \set change_prefix off
\endif
BEGIN;
SET LOCAL client_min_messages = warning;
-- Or a function of the caller's search path would act with the rights of who runs this.
SET LOCAL search_path = pg_catalog, pg_temp;
SELECT set_config('event_store.schema', :'schema', true), set_config('event_store.prefix', :'prefix', true) \gset ignored_
SELECT set_config('event_store.change_prefix', :'change_prefix', true) \gset ignored_
DO $roles$
DECLARE
    v_schema text := current_setting('event_store.schema');
    v_prefix text := nullif(current_setting('event_store.prefix'), '');
    v_prefix_before text;
    v_owner text;
    v_ending text;
    v_before text;
    v_object record;
    v_found text;
BEGIN
    IF to_regclass(format('%I.schema_history', v_schema)) IS NULL THEN
        RAISE EXCEPTION 'the schema % holds no event store', to_json(v_schema)
            USING ERRCODE = 'SE005', HINT = 'Run sql/install.sql first, or give the schema with -v schema=….';
    END IF;
    EXECUTE format('SELECT s.role_prefix FROM %I.store AS s', v_schema) INTO v_prefix_before;
    v_prefix := coalesce(v_prefix, v_prefix_before, v_schema);
    v_owner := v_prefix || '_owner';
    IF octet_length(v_prefix) NOT BETWEEN 1 AND 48 OR v_prefix ~ '^pg_|[\x01-\x1f\x7f-\x9f]' THEN
        RAISE EXCEPTION 'not a usable prefix of role names: %', to_json(v_prefix)
            USING ERRCODE = 'SE005', HINT = 'Use 1 to 48 bytes without control characters that do not begin with pg_.';
    END IF;
    IF v_prefix <> v_prefix_before AND current_setting('event_store.change_prefix', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'the roles of this store begin with %, not with %', to_json(v_prefix_before), to_json(v_prefix)
            USING ERRCODE = 'SE005',
            HINT = 'Leave -v prefix=… out. To take the rights from the old roles and give them to new ones: -v change_prefix=on.';
    END IF;
    SELECT format('the role %I can log in or is above rights', r.rolname) INTO v_found
    FROM pg_roles AS r
    WHERE r.rolname IN (v_owner, v_prefix || '_reader', v_prefix || '_worker', v_prefix || '_writer', v_prefix || '_admin')
        AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls OR r.rolcreaterole)
    ORDER BY r.rolname
    LIMIT 1;
    IF NOT FOUND THEN
        -- What belongs to somebody else got there after the installation, and would act with the owner's rights.
        SELECT format('%s does not belong to the owner of the schema', o.name) INTO v_found
        FROM (
            SELECT c.oid::regclass::text AS name, c.relowner AS owner, c.relnamespace AS schema FROM pg_class AS c
            UNION ALL
            SELECT p.oid::regprocedure::text, p.proowner, p.pronamespace FROM pg_proc AS p
            UNION ALL
            SELECT t.oid::regtype::text, t.typowner, t.typnamespace FROM pg_type AS t
        ) AS o
        INNER JOIN pg_namespace AS n ON n.oid = o.schema
        WHERE n.nspname = v_schema AND o.owner NOT IN (n.nspowner, coalesce(to_regrole(quote_ident(v_owner))::oid, n.nspowner))
        LIMIT 1;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION '%', v_found
            USING ERRCODE = 'SE023',
            HINT = 'Find out who made it. Alter or drop it, or give another prefix for the roles with -v prefix=….';
    END IF;
    FOREACH v_ending IN ARRAY ARRAY['_owner', '_reader', '_worker', '_writer', '_admin'] LOOP
        IF to_regrole(quote_ident(v_prefix || v_ending)) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', v_prefix || v_ending);
        END IF;
        IF v_before IS NOT NULL THEN
            EXECUTE format('GRANT %I TO %I', v_before, v_prefix || v_ending);
        END IF;
        v_before := nullif(v_prefix || v_ending, v_owner);
    END LOOP;
    -- Only a member of a role may give something to it.
    IF NOT pg_has_role(v_owner, 'USAGE') THEN
        EXECUTE format('GRANT %I TO CURRENT_USER', v_owner);
    END IF;
    EXECUTE format('ALTER SCHEMA %I OWNER TO %I', v_schema, v_owner);
    FOR v_object IN
        SELECT 'TABLE' AS kind, c.oid::regclass::text AS name FROM pg_class AS c
        WHERE c.relnamespace = to_regnamespace(quote_ident(v_schema)) AND c.relkind IN ('r', 'p', 'v', 'm')
        UNION ALL
        SELECT 'SEQUENCE', c.oid::regclass::text FROM pg_class AS c
        WHERE c.relnamespace = to_regnamespace(quote_ident(v_schema)) AND c.relkind = 'S'
            -- That of an identity column goes with its table.
            AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'i')
        UNION ALL
        SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure::text FROM pg_proc AS p
        WHERE p.pronamespace = to_regnamespace(quote_ident(v_schema))
        UNION ALL
        SELECT 'TYPE', t.oid::regtype::text FROM pg_type AS t
        INNER JOIN pg_class AS c ON c.oid = t.typrelid
        WHERE t.typnamespace = to_regnamespace(quote_ident(v_schema)) AND c.relkind = 'c'
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO %I', v_object.kind, v_object.name, v_owner);
    END LOOP;
    IF v_prefix <> v_prefix_before THEN
        -- Or their members would go on.
        FOREACH v_ending IN ARRAY ARRAY['_reader', '_worker', '_writer', '_admin'] LOOP
            CONTINUE WHEN to_regrole(quote_ident(v_prefix_before || v_ending)) IS NULL;
            EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', v_schema, v_prefix_before || v_ending);
            EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM %I', v_schema, v_prefix_before || v_ending);
            EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %I FROM %I', v_schema, v_prefix_before || v_ending);
            EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', v_schema, v_prefix_before || v_ending);
        END LOOP;
    END IF;
    -- So that in_flight_appenders() can say what the sessions of other roles do. Only who may give it can.
    IF pg_has_role('pg_read_all_stats', 'MEMBER WITH ADMIN OPTION') THEN
        EXECUTE format('GRANT pg_read_all_stats TO %I', v_owner);
    END IF;
    PERFORM set_config('search_path', format('%I, pg_temp', v_schema), true);
    UPDATE store SET role_prefix = v_prefix;
END
$roles$;
SELECT format('granted to the roles %s_…: %s functions and views', s.role_prefix, grant_rights()) FROM store AS s;
COMMIT;
