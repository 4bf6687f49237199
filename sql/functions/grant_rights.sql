-- Gives the roles of sql/roles.sql the rights that function_rights() lists, SELECT on the views, and USAGE of the schema; and
-- takes every other right from them. Nothing on tables and sequences. Returns how many functions and views were granted; 0
-- where sql/roles.sql has not run, which leaves the beginning of the roles' names in the store.
--
-- While tenants are isolated, so are the tables that an upgrade has brought: enable_tenant_isolation() is called.
-- Called by sql/roles.sql and at the end of every installation, so that what an upgrade brings is granted, too.
-- Errors: SE023 when one of the roles is missing, or when tenants are isolated and the owner is above that.
CREATE OR REPLACE FUNCTION grant_rights()
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_prefix text := (SELECT s.role_prefix FROM store AS s);
    v_schema text := quote_ident(current_schema());
    v_roles text[] := ARRAY['_reader', '_worker', '_writer', '_admin'];
    v_missing text;
    v_all text;
    v_object record;
    v_granted integer := 0;
BEGIN
    IF (SELECT s.is_tenant_isolated FROM store AS s) THEN
        PERFORM enable_tenant_isolation();
    END IF;
    IF v_prefix IS NULL THEN
        RETURN 0;
    END IF;
    SELECT r.name INTO v_missing
    FROM unnest(v_roles) AS e (ending), LATERAL (SELECT v_prefix || e.ending AS name) AS r
    WHERE to_regrole(quote_ident(r.name)) IS NULL;
    IF FOUND THEN
        PERFORM raise_error(
            'SE023', format('the role %s does not exist', to_json(v_missing)),
            json_build_object('role', v_missing, 'owner', v_prefix || '_owner'),
            'Run sql/roles.sql, which makes the roles and gives them their rights.'
        );
    END IF;
    SELECT string_agg(quote_ident(v_prefix || e.ending), ', ') INTO v_all FROM unnest(v_roles) AS e (ending);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %1$s FROM %2$s', v_schema, v_all);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %1$s FROM %2$s', v_schema, v_all);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %1$s FROM %2$s', v_schema, v_all);
    EXECUTE format('REVOKE ALL ON SCHEMA %1$s FROM %2$s', v_schema, v_all);
    EXECUTE format('GRANT USAGE ON SCHEMA %1$s TO %2$s', v_schema, v_all);
    FOR v_object IN
        SELECT p.oid::regprocedure AS signature, r.role
        FROM function_rights() AS r
        INNER JOIN pg_proc AS p ON p.proname = r.function_name
        WHERE p.pronamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema()) AND r.role <> 'owner'
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', v_object.signature, v_prefix || '_' || v_object.role);
        v_granted := v_granted + 1;
    END LOOP;
    FOR v_object IN
        SELECT c.oid::regclass AS view FROM pg_class AS c
        WHERE c.relkind = 'v' AND c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema())
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO %I', v_object.view, v_prefix || '_reader');
        v_granted := v_granted + 1;
    END LOOP;
    RETURN v_granted;
END
$function$;

COMMENT ON FUNCTION grant_rights() IS
'Gives the roles that sql/roles.sql makes the rights that function_rights() lists, and no other.';

REVOKE ALL ON FUNCTION grant_rights() FROM PUBLIC;
