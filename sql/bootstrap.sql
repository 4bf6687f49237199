-- Makes the schema and the installer. Safe to run again: it changes nothing that is there.
--
-- Run inside a transaction after: SELECT set_config('event_store.schema', '<name>', true)
--
-- The extension's script (scripts/generate-extension) also sets event_store.is_extension to on: then the schema is there already,
-- the role is set to its owner, and a schema that was installed otherwise is refused; without it one of the extension's is.
--
-- Concurrency: takes a transaction-level advisory lock per schema name, so a second installer waits for the first.
-- Leaves search_path = "<schema>", pg_temp for the rest of the transaction. pg_catalog is searched first because it is
-- not named; pg_temp is named last so that a temporary object can never stand in for one of the store's.

DO $bootstrap$
DECLARE
    v_schema text;
    v_lock_timeout text;
    v_foreign text;
    v_is_extension boolean := coalesce(current_setting('event_store.is_extension', true), '') = 'on';
    v_extension text;
BEGIN
    -- Before anything else, or a function of the caller's search path would act with the rights of who installs.
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    v_schema := current_setting('event_store.schema');
    v_lock_timeout := current_setting('lock_timeout');
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the database encoding is %, the event store needs UTF8', current_setting('server_encoding')
            USING ERRCODE = 'SE015', HINT = 'Create the database with ENCODING ''UTF8'' TEMPLATE template0.';
    END IF;
    IF current_setting('server_version_num')::integer < 150000 THEN
        RAISE EXCEPTION 'PostgreSQL % is too old, the event store needs 15 or newer', current_setting('server_version')
            USING ERRCODE = 'SE015', HINT = 'Upgrade the server.';
    END IF;
    -- In a search_path "$user" means the schema of the role's name, quoted or not.
    IF v_schema IN ('', '$user') OR octet_length(v_schema) > 48 OR v_schema ~ E'[\\x01-\\x1f\\x7f-\\x9f]' OR left(v_schema, 3) = 'pg_' THEN
        RAISE EXCEPTION 'not a usable schema name: %', to_json(v_schema)
            USING ERRCODE = 'SE005',
            HINT = 'Use 1 to 48 bytes without control characters that do not begin with pg_ and are not $user.';
    END IF;
    -- The session's lock timeout is for locks of appenders and readers, not for another installer at work.
    PERFORM set_config('lock_timeout', '0', true);
    PERFORM pg_advisory_xact_lock(hashtextextended('event_store.install.' || v_schema, 0));
    PERFORM set_config('lock_timeout', v_lock_timeout, true);
    IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = v_schema) THEN
        EXECUTE format('CREATE SCHEMA %I', v_schema);
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', v_schema);
    ELSE
        SELECT e.extname INTO v_extension
        FROM pg_depend AS d
        INNER JOIN pg_extension AS e ON e.oid = d.refobjid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = to_regclass(format('%I.schema_history', v_schema))
            AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';
        IF v_extension IS NOT NULL AND NOT v_is_extension THEN
            RAISE EXCEPTION 'the schema % belongs to the extension %', to_json(v_schema), v_extension
                USING ERRCODE = 'SE015', DETAIL = json_build_object('schema', v_schema, 'extension', v_extension),
                HINT = format('Bring it up to date with ALTER EXTENSION %I UPDATE, or install into a schema of another name.', v_extension);
        END IF;
        IF v_is_extension AND v_extension IS NULL AND to_regclass(format('%I.schema_history', v_schema)) IS NOT NULL THEN
            RAISE EXCEPTION 'the schema % holds a store that is no extension', to_json(v_schema)
                USING ERRCODE = 'SE015', DETAIL = json_build_object('schema', v_schema),
                HINT = 'Bring it up to date with sql/install.sql or eventstore migrate up, or make the extension in another schema.';
        END IF;
        -- A restore makes the extension as who restores, in a schema of its owner's.
        IF v_is_extension THEN
            PERFORM set_config('role', pg_get_userbyid(n.nspowner), true)
            FROM pg_namespace AS n
            WHERE n.nspname = v_schema AND pg_get_userbyid(n.nspowner) <> current_user AND pg_has_role(n.nspowner, 'MEMBER');
        END IF;
        -- Whoever owns something here could have it act with the rights of who installs.
        SELECT o.object INTO v_foreign
        FROM (
            SELECT 0 AS rank, format('schema %I', n.nspname) AS object, n.nspowner AS owner, n.oid AS schema
            FROM pg_namespace AS n
            UNION ALL
            SELECT 1, format('relation %I', c.relname), c.relowner, c.relnamespace FROM pg_class AS c
            UNION ALL
            SELECT 2, format('function %s', p.oid::regprocedure), p.proowner, p.pronamespace FROM pg_proc AS p
            UNION ALL
            SELECT 3, format('type %I', t.typname), t.typowner, t.typnamespace FROM pg_type AS t
            UNION ALL
            SELECT 4, format('operator %s', r.oid::regoperator), r.oprowner, r.oprnamespace FROM pg_operator AS r
        ) AS o
        WHERE o.schema = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = v_schema)
            AND o.owner <> (SELECT r.oid FROM pg_roles AS r WHERE r.rolname = current_user)
        ORDER BY o.rank, o.object
        LIMIT 1;
        IF NOT FOUND THEN
            SELECT format('schema %I, in which %s may create objects,', v_schema, coalesce(r.rolname, 'everybody')) INTO v_foreign
            FROM pg_namespace AS n
            CROSS JOIN aclexplode(n.nspacl) AS a
            LEFT JOIN pg_roles AS r ON r.oid = a.grantee
            WHERE n.nspname = v_schema AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner
            LIMIT 1;
        END IF;
        IF FOUND THEN
            RAISE EXCEPTION '% does not belong to % alone', v_foreign, current_user
                USING ERRCODE = 'SE015', DETAIL = json_build_object('object', v_foreign, 'schema', v_schema),
                HINT = format(
                    'Install as the role that owns the schema and everything in it (PGOPTIONS=''-c role=%s''), or into a schema of '
                    'another name.',
                    (SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace AS n WHERE n.nspname = v_schema)
                );
        END IF;
    END IF;
    PERFORM set_config('search_path', format('%I, pg_temp', v_schema), true);
    PERFORM set_config('check_function_bodies', 'off', true);
    PERFORM set_config('standard_conforming_strings', 'on', true);
    PERFORM set_config('client_min_messages', 'warning', true);
END
$bootstrap$;

CREATE TABLE IF NOT EXISTS schema_history (
    path text NOT NULL,
    migration integer,
    checksum text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    installed_by text NOT NULL DEFAULT session_user,
    CONSTRAINT schema_history_pkey PRIMARY KEY (path),
    CONSTRAINT schema_history_migration_key UNIQUE (migration)
);

COMMENT ON TABLE schema_history IS
'Which files of the contract are installed: migrations once and for ever, the others whenever their text changes.';

CREATE OR REPLACE FUNCTION begin_install(p_latest_migration integer)
RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_installed integer;
BEGIN
    SELECT coalesce(max(schema_history.migration), 0) INTO v_installed FROM schema_history;
    IF v_installed > p_latest_migration THEN
        RAISE EXCEPTION 'the schema is at migration %, newer than the % known here', v_installed, p_latest_migration
            USING ERRCODE = 'SE014',
            DETAIL = json_build_object('installed', v_installed, 'known', p_latest_migration),
            HINT = 'Use a program or a checkout at least as new as the database.';
    END IF;
END
$function$;

COMMENT ON FUNCTION begin_install(integer) IS
'Refuses (SE014) to install files that are older than what the schema already holds.';

CREATE OR REPLACE FUNCTION install_file(p_path text, p_text text)
RETURNS text
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checksum text := encode(sha256(convert_to(p_text, 'UTF8')), 'hex');
    v_migration integer := substring(p_path FROM '^sql/migrations/([0-9]{4})_')::integer;
    -- A file that holds a function bears its name.
    v_function text := substring(p_path FROM '([a-z_0-9]+)\.sql$');
    v_before oid[] := ARRAY(
        SELECT p.oid FROM pg_proc AS p
        WHERE p.pronamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema()) AND p.proname = v_function
    );
    v_stale oid;
    v_installed text;
    v_latest integer;
BEGIN
    IF coalesce(p_text, '') = '' THEN
        RAISE EXCEPTION '% is empty or could not be read', p_path
            USING ERRCODE = 'SE015', HINT = 'Run the installer from the top folder of the repository.';
    END IF;
    SELECT schema_history.checksum INTO v_installed FROM schema_history WHERE schema_history.path = p_path;
    IF v_installed = v_checksum THEN
        RETURN 'unchanged';
    END IF;
    IF v_migration IS NOT NULL THEN
        IF v_installed IS NOT NULL THEN
            RAISE EXCEPTION 'migration % was changed after it was applied', p_path
                USING ERRCODE = 'SE015',
                DETAIL = json_build_object('path', p_path, 'installed', v_installed, 'given', v_checksum),
                HINT = 'Applied migrations are immutable: restore the file and add a new migration instead.';
        END IF;
        SELECT coalesce(max(schema_history.migration), 0) INTO v_latest FROM schema_history;
        IF v_migration <> v_latest + 1 THEN
            RAISE EXCEPTION 'migration % cannot follow migration %', p_path, v_latest
                USING ERRCODE = 'SE015', HINT = 'Migrations are numbered without gaps and applied in order.';
        END IF;
    END IF;
    EXECUTE p_text;
    -- Other parameters make another function: the one before goes, for calls that fit both would be ambiguous.
    IF EXISTS (
        SELECT FROM pg_proc AS p
        WHERE p.pronamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema()) AND p.proname = v_function AND p.oid <> ALL (v_before)
    ) THEN
        FOR v_stale IN SELECT p.oid FROM pg_proc AS p WHERE p.oid = ANY (v_before) LOOP
            EXECUTE 'DROP FUNCTION ' || v_stale::regprocedure;
        END LOOP;
    END IF;
    INSERT INTO schema_history (path, migration, checksum)
    VALUES (p_path, v_migration, v_checksum)
    ON CONFLICT (path) DO UPDATE
    SET checksum = excluded.checksum, installed_at = clock_timestamp(), installed_by = session_user;
    RETURN CASE WHEN v_installed IS NULL THEN 'installed' ELSE 'replaced' END;
END
$function$;

COMMENT ON FUNCTION install_file(text, text) IS
'Installs one file of the contract and remembers its checksum. Returns installed, replaced or unchanged. '
'A migration runs once; one that was changed after it ran is refused (SE015).';

REVOKE ALL ON TABLE schema_history FROM PUBLIC;
REVOKE ALL ON FUNCTION begin_install(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION install_file(text, text) FROM PUBLIC;
