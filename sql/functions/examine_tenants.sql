-- The doctor's checks of tenants: whether row-level security holds where the store says so, and whether the roles that have
-- tenants exist; see docs/doctor.md. A restore that gives the schema to a superuser leaves the policies in place and without
-- effect; a role that is made anew under an old name has the tenants of the old one.
-- Internal.
-- Concurrency: any isolation level, also on a standby.
CREATE OR REPLACE FUNCTION examine_tenants()
RETURNS TABLE (name text, severity text, found text, remedy text)
LANGUAGE sql
VOLATILE
SET search_path FROM CURRENT
AS $function$
    WITH wrong AS (
        SELECT format('%s belongs to %I, who is above row-level security', c.oid::regclass, r.rolname) AS found
        FROM pg_class AS c
        INNER JOIN pg_roles AS r ON r.oid = c.relowner
        WHERE c.oid = 'events'::regclass AND (r.rolsuper OR r.rolbypassrls)
        UNION ALL
        SELECT format('%s has no policy that holds for its owner', c.oid::regclass)
        FROM pg_class AS c
        INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
        WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema())
            AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'role_tenants'
            AND NOT EXISTS (SELECT FROM partitions AS p WHERE p.partition_name = c.relname)
            AND NOT (
                c.relrowsecurity AND c.relforcerowsecurity
                AND EXISTS (SELECT FROM pg_policy AS y WHERE y.polrelid = c.oid AND y.polname = 'tenant_isolation')
            )
    )
    SELECT
        'tenant_isolation',
        CASE WHEN s.is_tenant_isolated AND w.found IS NOT NULL THEN 'critical' ELSE 'ok' END,
        CASE
            WHEN NOT s.is_tenant_isolated THEN 'off'
            ELSE coalesce('on, but ' || w.found, 'on')
        END,
        CASE
            WHEN s.is_tenant_isolated AND w.found IS NOT NULL
                THEN 'Every role sees all tenants: run sql/roles.sql, which gives the schema to its owner and isolates anew.'
        END
    FROM store AS s
    LEFT JOIN (SELECT string_agg(w.found, '; ' ORDER BY w.found) AS found FROM wrong AS w) AS w ON true
    UNION ALL
    SELECT
        'tenant_roles',
        CASE WHEN r.names IS NULL THEN 'ok' ELSE 'warning' END,
        coalesce('tenants are given to roles that do not exist: ' || r.names, 'every role that has tenants exists'),
        CASE
            WHEN r.names IS NOT NULL
                THEN 'unassign_tenant() them: whoever makes a role of this name has its tenants. After ALTER ROLE … RENAME '
                    'assign them to the new name.'
        END
    FROM (
        SELECT string_agg(DISTINCT to_json(t.role_name)::text, ', ') AS names FROM role_tenants AS t
        WHERE to_regrole(quote_ident(t.role_name)) IS NULL
    ) AS r
$function$;

COMMENT ON FUNCTION examine_tenants() IS
'Internal. The doctor''s checks of tenants: whether row-level security holds where the store says so, and who has tenants.';

REVOKE ALL ON FUNCTION examine_tenants() FROM PUBLIC;
