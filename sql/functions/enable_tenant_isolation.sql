-- Switches row-level security on: from now on every role sees and writes the events, streams, checkpoints and whatever else
-- has a tenant only of the tenants that assign_tenant() gave it, through whichever function; see current_tenants(). Returns
-- the tables that are isolated. Safe to run again; installing does so, so that tables that an upgrade brings are isolated,
-- too.
--
-- Concurrency: takes ACCESS EXCLUSIVE on each table that is not isolated yet, in the order of appends, until the transaction
-- ends; waits no longer than 5 seconds for each. Where all are isolated it locks nothing.
-- Errors: SE023 when the owner of the schema is a superuser or bypasses row-level security: the functions act with its
-- rights; 55P03 when one of the tables is in use for longer than 5 seconds: nothing was changed, run it again.
CREATE OR REPLACE FUNCTION enable_tenant_isolation()
RETURNS SETOF text
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET lock_timeout TO '5s'
AS $function$
DECLARE
    v_owner name;
    v_table text;
BEGIN
    SELECT r.rolname INTO v_owner
    FROM pg_class AS c
    INNER JOIN pg_roles AS r ON r.oid = c.relowner
    WHERE c.oid = 'events'::regclass AND (r.rolsuper OR r.rolbypassrls);
    IF FOUND THEN
        PERFORM raise_error(
            'SE023', format('the owner %s is above row-level security', to_json(v_owner)), json_build_object('owner', v_owner),
            'Run sql/roles.sql, which gives the schema to a role of its own, then enable the isolation again.'
        );
    END IF;
    -- In the order in which appends lock them.
    FOR v_table IN
        SELECT c.relname FROM pg_class AS c
        INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
        WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema())
            AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'role_tenants'
            AND NOT EXISTS (SELECT FROM partitions AS p WHERE p.partition_name = c.relname)
        ORDER BY array_position(ARRAY['streams', 'events', 'outbox', 'outbox_streams'], c.relname::text), c.relname
    LOOP
        PERFORM isolate_table(format('%I', v_table)::regclass, true);
        RETURN NEXT v_table;
    END LOOP;
    PERFORM isolate_table(t.name, false)
    FROM (SELECT to_regclass(format('%I', p.partition_name)) FROM partitions AS p ORDER BY p.lower_bound) AS t (name)
    WHERE t.name IS NOT NULL;
    UPDATE store SET is_tenant_isolated = true WHERE NOT is_tenant_isolated;
END
$function$;

COMMENT ON FUNCTION enable_tenant_isolation() IS
'Switches row-level security on: each role sees and writes only the tenants that assign_tenant() gave it.';

REVOKE ALL ON FUNCTION enable_tenant_isolation() FROM PUBLIC;
