-- Protects a table of the log: puts the trigger refuse_change on it, and while tenants are isolated the policy. Statement
-- triggers do not pass from a partitioned table to its partitions, so each partition gets its own. Does nothing where it is
-- already.
-- Internal: called by what makes partitions.
CREATE OR REPLACE FUNCTION guard_table(p_table regclass)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', p_table
    );
    IF (SELECT s.is_tenant_isolated FROM store AS s) THEN
        PERFORM isolate_table(p_table, false);
    END IF;
END
$function$;

COMMENT ON FUNCTION guard_table(regclass) IS
'Internal. Protects a partition: append-only, and isolated while tenants are.';

REVOKE ALL ON FUNCTION guard_table(regclass) FROM PUBLIC;
