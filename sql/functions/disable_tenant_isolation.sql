-- Switches row-level security off: every role sees and writes all tenants again. Assignments stay. Returns the tables.
-- Concurrency: as enable_tenant_isolation. Errors: 55P03 likewise.
CREATE OR REPLACE FUNCTION disable_tenant_isolation()
RETURNS SETOF text
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET lock_timeout TO '5s'
AS $function$
DECLARE
    v_table text;
BEGIN
    FOR v_table IN
        SELECT c.relname FROM pg_policy AS p
        INNER JOIN pg_class AS c ON c.oid = p.polrelid
        WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema())
            AND p.polname = 'tenant_isolation'
        ORDER BY array_position(ARRAY['streams', 'events', 'outbox', 'outbox_streams'], c.relname::text), c.relname
    LOOP
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('DROP POLICY tenant_isolation ON %I', v_table);
        IF to_regclass(format('%I', v_table)) NOT IN (
            SELECT to_regclass(format('%I', p.partition_name)) FROM partitions AS p
        ) THEN
            RETURN NEXT v_table;
        END IF;
    END LOOP;
    UPDATE store SET is_tenant_isolated = false WHERE is_tenant_isolated;
END
$function$;

COMMENT ON FUNCTION disable_tenant_isolation() IS
'Switches row-level security off: every role sees and writes all tenants again.';

REVOKE ALL ON FUNCTION disable_tenant_isolation() FROM PUBLIC;
