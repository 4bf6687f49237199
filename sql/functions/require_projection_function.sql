-- The function of a projection, by its name: refuses one that is not there, that the owner of the store may not call, or
-- that belongs to a role which could give itself the rights of that owner by replacing it, since it runs with them.
-- Internal. Errors: SE023.
CREATE OR REPLACE FUNCTION require_projection_function(p_function text)
RETURNS regprocedure
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_procedure regprocedure;
    v_owner oid := (SELECT n.nspowner FROM pg_namespace AS n WHERE n.nspname = current_schema());
    v_function record;
BEGIN
    -- One or two identifiers: to_regprocedure() raises where it cannot parse.
    IF p_function ~ '^("[^"]+"|[^".(),;[:space:]]+)([.]("[^"]+"|[^".(),;[:space:]]+))?$' THEN
        v_procedure := to_regprocedure(p_function || '(recorded_event[], integer)');
    END IF;
    IF v_procedure IS NULL THEN
        PERFORM raise_error(
            'SE023', format('there is no function %s(recorded_event[], integer)', coalesce(p_function, 'null')),
            json_build_object('function', p_function),
            format(
                'Create it with the parameters (p_events %I.recorded_event[], p_generation integer), and name its schema.',
                current_schema()
            )
        );
    END IF;
    SELECT
        r.rolsuper OR pg_has_role(p.proowner, v_owner, 'MEMBER') AS is_trusted, r.rolname,
        has_schema_privilege(v_owner, p.pronamespace, 'USAGE') AND has_function_privilege(v_owner, p.oid, 'EXECUTE')
        AS is_callable
    INTO v_function
    FROM pg_proc AS p
    INNER JOIN pg_roles AS r ON r.oid = p.proowner
    WHERE p.oid = v_procedure;
    IF NOT v_function.is_trusted OR NOT v_function.is_callable THEN
        PERFORM raise_error(
            'SE023',
            CASE
                WHEN v_function.is_trusted THEN format('the owner of the store may not call %s', v_procedure)
                ELSE format('%s belongs to %s, who could act as the store''s owner with it', v_procedure, v_function.rolname)
            END,
            json_build_object('function', p_function, 'owner', v_function.rolname, 'store_owner', v_owner::regrole),
            format(
                'GRANT USAGE on its schema and EXECUTE to %s, and make the function belong to it or to a superuser.',
                v_owner::regrole
            )
        );
    END IF;
    RETURN v_procedure;
END
$function$;

COMMENT ON FUNCTION require_projection_function(text) IS
'Internal. Refuses (SE023) a function that the store cannot or should not call for a projection.';

REVOKE ALL ON FUNCTION require_projection_function(text) FROM PUBLIC;
