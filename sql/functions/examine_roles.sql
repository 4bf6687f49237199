-- The doctor's checks of the roles that may append: whether an abandoned transaction of theirs is bounded; see docs/doctor.md.
-- Internal: p_facts is what server_facts() returns. Concurrency: any isolation level, also on a standby.
CREATE OR REPLACE FUNCTION examine_roles(p_facts jsonb)
RETURNS TABLE (name text, severity text, found text, remedy text)
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    WITH writers AS (
        SELECT r.oid, r.rolname
        FROM pg_roles AS r
        WHERE r.rolcanlogin AND NOT r.rolsuper AND EXISTS (
            SELECT FROM pg_proc AS p
            WHERE p.pronamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema())
                AND p.proname IN ('append_event', 'append_streams') AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
        )
    ),
    -- Of several settings the narrowest counts: role in database, role, database, server.
    bounds AS (
        SELECT w.rolname, v.name, coalesce(s.value, p_facts ->> v.name) AS value
        FROM writers AS w
        CROSS JOIN (VALUES ('lock_timeout'), ('idle_in_transaction_session_timeout')) AS v (name)
        LEFT JOIN LATERAL (
            SELECT substring(k.setting FROM position('=' IN k.setting) + 1) AS value
            FROM pg_db_role_setting AS q
            CROSS JOIN LATERAL unnest(q.setconfig) AS k (setting)
            WHERE q.setrole IN (w.oid, 0)
                AND q.setdatabase IN (0, (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()))
                AND split_part(k.setting, '=', 1) = v.name
            ORDER BY q.setrole DESC, q.setdatabase DESC
            LIMIT 1
        ) AS s ON true
    )
    SELECT
        v.name,
        CASE WHEN b.roles IS NULL THEN 'ok' ELSE 'warning' END,
        coalesce(
            'not set for ' || b.roles,
            (
                SELECT CASE
                    WHEN count(*) = 0 THEN 'no role but superusers may log in and append'
                    ELSE format('set for the %s roles that may log in and append', count(*))
                END
                FROM writers
            )
        ),
        CASE
            WHEN b.roles IS NOT NULL
                THEN format(
                    'ALTER ROLE … SET %s = %L: otherwise a client that stalls holds its streams, or waits, without end.',
                    v.name, v.usual
                )
        END
    FROM (VALUES ('lock_timeout', '10s'), ('idle_in_transaction_session_timeout', '30s')) AS v (name, usual)
    LEFT JOIN LATERAL (
        SELECT string_agg(b.rolname, ', ' ORDER BY b.rolname) AS roles
        FROM bounds AS b
        WHERE b.name = v.name AND b.value ~ '^0*(ms|s|min|h|d|us)?$'
    ) AS b ON true
$function$;

COMMENT ON FUNCTION examine_roles(jsonb) IS
'Internal. The doctor''s checks of the roles that may append: whether their waiting and idling is bounded.';

REVOKE ALL ON FUNCTION examine_roles(jsonb) FROM PUBLIC;
