-- The doctor's checks of what is installed: files, functions, owners, rights, indexes; see docs/doctor.md.
-- Internal. Concurrency: any isolation level, also on a standby. Reads the catalogs only.
CREATE OR REPLACE FUNCTION examine_installation()
RETURNS TABLE (name text, severity text, found text, remedy text)
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    WITH this AS (
        SELECT n.oid, n.nspname, n.nspowner FROM pg_namespace AS n WHERE n.nspname = current_schema()
    ),
    relations AS (
        SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.reloptions, c.relowner, c.relacl
        FROM pg_class AS c
        WHERE c.relnamespace = (SELECT this.oid FROM this)
    ),
    functions AS (
        SELECT p.oid, p.proname, p.proowner, p.proacl
        FROM pg_proc AS p
        WHERE p.pronamespace = (SELECT this.oid FROM this)
    ),
    -- Each check: how bad it is if it is, what is wrong (nothing: it is well), what is said when it is well, what to do.
    checks (name, severity, wrong, well, remedy) AS (
        SELECT
            'migrations', 'critical',
            (
                SELECT string_agg(m.number::text, ', ' ORDER BY m.number)
                FROM generate_series(1, schema_version()) AS m (number)
                WHERE NOT EXISTS (SELECT FROM schema_history AS h WHERE h.migration = m.number)
            ) || ' is missing in schema_history',
            format('the schema is at migration %s', schema_version()),
            'The table was changed by hand or restored in part: restore it, or install into a new schema and copy the data.'
        UNION ALL
        SELECT
            'functions', 'critical',
            (
                SELECT string_agg(f.name, ', ' ORDER BY f.name)
                FROM (
                    SELECT substring(h.path FROM '([a-z_0-9]+)\.sql$') AS name
                    FROM schema_history AS h
                    WHERE h.path ~ '^(sql/functions|partitions)/'
                ) AS f
                WHERE NOT EXISTS (SELECT FROM functions AS p WHERE p.proname = f.name)
            ) || ' is missing',
            format('%s functions', (SELECT count(*) FROM functions)),
            'Delete their rows in schema_history and install again: what is recorded there counts as installed.'
        UNION ALL
        SELECT
            'owners', 'critical',
            (
                SELECT string_agg(DISTINCT o.name, ', ')
                FROM (
                    SELECT r.relname::text, r.relowner FROM relations AS r
                    UNION ALL
                    SELECT p.proname::text, p.proowner FROM functions AS p
                ) AS o (name, owner)
                WHERE o.owner <> (SELECT this.nspowner FROM this)
            ) || ' belongs to another role than the schema',
            format('all belongs to %s', (SELECT this.nspowner::regrole FROM this)),
            'ALTER … OWNER TO the owner of the schema: functions run with the rights of who owns them.'
        UNION ALL
        SELECT
            'superuser', 'warning',
            (
                SELECT format('the schema belongs to %s, a superuser', r.rolname)
                FROM pg_roles AS r
                WHERE r.oid = (SELECT this.nspowner FROM this) AND r.rolsuper
            ),
            'the owner of the schema is no superuser',
            'Make a role of its own and REASSIGN the schema to it: the functions that write run with its rights.'
        UNION ALL
        SELECT
            'public_rights', 'critical',
            (
                SELECT string_agg(o.name, ', ')
                FROM (
                    SELECT p.proname::text, coalesce(p.proacl, acldefault('f', p.proowner)) FROM functions AS p
                    UNION ALL
                    SELECT r.relname::text, r.relacl FROM relations AS r
                    UNION ALL
                    SELECT n.nspname::text, n.nspacl FROM pg_namespace AS n INNER JOIN this ON this.oid = n.oid
                ) AS o (name, acl)
                WHERE EXISTS (SELECT FROM aclexplode(o.acl) AS a WHERE a.grantee = 0)
            ) || ' is granted to everybody',
            'nothing is granted to PUBLIC',
            'REVOKE ALL … FROM PUBLIC. A dump that was restored without its privileges (pg_restore -x) leaves it so.'
        UNION ALL
        SELECT
            'table_rights', 'warning',
            (
                SELECT string_agg(DISTINCT format('%s to %s', r.relname, a.grantee::regrole), ', ')
                FROM relations AS r, aclexplode(r.relacl) AS a
                WHERE r.relkind IN ('r', 'p', 'S') AND a.grantee NOT IN (0, r.relowner)
            ) || ' is granted',
            'no role has a right on a table',
            'REVOKE it: what is done past the functions passes the barrier, the checksums and the tenants by.'
        UNION ALL
        -- Those of sql/roles.sql; without them each installation grants what it likes.
        SELECT
            'role_rights', 'warning',
            nullif(concat_ws('; ', (
                SELECT string_agg(DISTINCT f.proname || ' for ' || g.name, ', ')
                FROM functions AS f
                LEFT JOIN function_rights() AS l ON l.function_name = f.proname
                CROSS JOIN store AS s
                CROSS JOIN unnest(ARRAY['reader', 'worker', 'writer', 'admin']) WITH ORDINALITY AS e (ending, rank)
                CROSS JOIN LATERAL (SELECT s.role_prefix || '_' || e.ending AS name) AS g
                INNER JOIN pg_roles AS r ON r.rolname = g.name
                WHERE has_function_privilege(r.oid, f.oid, 'EXECUTE')
                    <> coalesce(array_position(ARRAY['reader', 'worker', 'writer', 'admin'], l.role) <= e.rank, false)
            ) || ' is not as function_rights() says', (
                SELECT string_agg(DISTINCT pg_get_userbyid(a.grantee)::text, ', ')
                FROM (
                    SELECT p.proacl, p.proowner FROM functions AS p
                    UNION ALL
                    SELECT r.relacl, r.relowner FROM relations AS r WHERE r.relkind IN ('v', 'm')
                    UNION ALL
                    SELECT n.nspacl, n.nspowner FROM pg_namespace AS n INNER JOIN this ON this.oid = n.oid
                ) AS o (acl, owner)
                CROSS JOIN LATERAL aclexplode(o.acl) AS a
                CROSS JOIN store AS s
                WHERE a.grantee <> 0
                    AND a.grantee <> o.owner
                    AND pg_get_userbyid(a.grantee)::text <> ALL (ARRAY[
                        s.role_prefix || '_owner', s.role_prefix || '_reader', s.role_prefix || '_worker',
                        s.role_prefix || '_writer', s.role_prefix || '_admin'
                    ])
            ) || ' has rights besides the roles of sql/roles.sql'), ''),
            'the roles of sql/roles.sql have the rights of function_rights(), or are not used',
            'SELECT grant_rights(), as the owner of the schema. REVOKE what others have, and make them members of a role.'
        UNION ALL
        SELECT
            'unlogged_tables', 'critical',
            (SELECT string_agg(r.relname, ', ') FROM relations AS r WHERE r.relpersistence = 'u' AND r.relkind IN ('r', 'S'))
                || ' is unlogged',
            'every table is logged',
            'ALTER TABLE … SET LOGGED: an unlogged table is empty after a crash, and never on a standby.'
        UNION ALL
        SELECT
            'indexes', 'critical',
            (
                SELECT string_agg(r.relname, ', ')
                FROM relations AS r
                INNER JOIN pg_index AS i ON i.indexrelid = r.oid
                WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)
            ) || ' is not valid',
            'every index is valid',
            'REINDEX INDEX CONCURRENTLY it, or drop it if it was not finished on purpose.'
        UNION ALL
        SELECT
            'table_autovacuum', 'warning',
            (SELECT string_agg(r.relname, ', ') FROM relations AS r WHERE 'autovacuum_enabled=false' = ANY (r.reloptions))
                || ' has autovacuum switched off',
            'no table has autovacuum switched off',
            'ALTER TABLE … RESET (autovacuum_enabled).'
        UNION ALL
        SELECT
            'extensions', 'ok', NULL,
            'none is needed; installed: ' || (SELECT string_agg(e.extname, ', ' ORDER BY e.extname) FROM pg_extension AS e),
            ''
    )
    SELECT
        c.name,
        CASE WHEN c.wrong IS NULL THEN 'ok' ELSE c.severity END,
        CASE WHEN length(c.wrong) > 300 THEN left(c.wrong, 300) || '…' ELSE coalesce(c.wrong, c.well) END,
        CASE WHEN c.wrong IS NOT NULL THEN c.remedy END
    FROM checks AS c
$function$;

COMMENT ON FUNCTION examine_installation() IS
'Internal. The doctor''s checks of what is installed: files, functions, owners, rights, indexes.';

REVOKE ALL ON FUNCTION examine_installation() FROM PUBLIC;
