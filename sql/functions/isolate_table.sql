-- Puts the policy of isolated tenants on a table that has a tenant. p_force: also for the owner, with whose rights the
-- functions act; partitions are read by the owner's functions through events, whose policy holds, or by name, and then they
-- filter. Touches nothing that is as it should be: no lock is taken.
-- Internal: called by enable_tenant_isolation and by what makes partitions.
-- Concurrency: ACCESS EXCLUSIVE on the table.
CREATE OR REPLACE FUNCTION isolate_table(p_table regclass, p_force boolean)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = p_table AND p.polname = 'tenant_isolation') THEN
        -- One call of assigned_tenants() for a query, not one for a row.
        EXECUTE format(
            'CREATE POLICY tenant_isolation ON %s USING (tenant = ANY (coalesce((SELECT assigned_tenants()), ARRAY[tenant])))',
            p_table
        );
    END IF;
    IF NOT EXISTS (
        SELECT FROM pg_class AS c WHERE c.oid = p_table AND c.relrowsecurity AND c.relforcerowsecurity = p_force
    ) THEN
        EXECUTE format(
            'ALTER TABLE %s ENABLE ROW LEVEL SECURITY, %s ROW LEVEL SECURITY', p_table,
            CASE WHEN p_force THEN 'FORCE' ELSE 'NO FORCE' END
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION isolate_table(regclass, boolean) IS
'Internal. Puts the policy of isolated tenants on a table, for the owner as well or not.';

REVOKE ALL ON FUNCTION isolate_table(regclass, boolean) FROM PUBLIC;
