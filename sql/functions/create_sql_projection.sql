-- Makes a projection whose events a function of the database handles, in run_projection() or, after
-- make_projection_inline(), in the append itself. The function is named by p_function, with its schema unless that is
-- the store's, and takes
--
--     (p_events recorded_event[], p_generation integer)
--
-- the events in the order of their positions. What it does commits together with the projection's checkpoint, so each
-- event counts once. It runs with the rights of the store's owner, so it must belong to that role, a member of it, or a
-- superuser (SECURITY DEFINER makes it run with its own), and should pin its search_path. For p_generation see
-- begin_projection_rebuild().
--
-- When it raises an error its batch is done event by event, and the event that fails is tried again after
-- p_retry_milliseconds, doubled with each failure; after p_max_attempts p_on_failure says what becomes of it: stop (the
-- projection's status is failed until resume_projection()), skip, or park (see list_parked_projection_events()).
--
-- Filter and start: as create_projection. Errors: SE005, SE010, SE011 likewise; SE023 when there is no such function;
-- SE026 when there is a projection of this name.
CREATE OR REPLACE FUNCTION create_sql_projection(
    p_name text,
    p_function text,
    p_aggregate_types text[] DEFAULT NULL,
    p_event_types text[] DEFAULT NULL,
    p_events_tenant text DEFAULT NULL,
    p_start_position bigint DEFAULT 0,
    p_on_failure text DEFAULT 'stop',
    p_max_attempts integer DEFAULT 5,
    p_retry_milliseconds integer DEFAULT 1000,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_procedure regprocedure;
BEGIN
    PERFORM check_projection_name(p_name, p_tenant, p_start_position);
    PERFORM check_projection_filter(p_aggregate_types, p_event_types);
    IF coalesce(p_on_failure, '') NOT IN ('stop', 'skip', 'park') OR coalesce(p_max_attempts, 0) NOT BETWEEN 1 AND 1000000
        OR coalesce(p_retry_milliseconds, -1) NOT BETWEEN 0 AND 86400000
    THEN
        PERFORM raise_error(
            'SE005', 'not a policy for failures',
            json_build_object(
                'on_failure', p_on_failure, 'max_attempts', p_max_attempts, 'retry_milliseconds', p_retry_milliseconds
            ),
            'stop, skip or park; 1 to 1000000 attempts; 0 to 86400000 milliseconds.'
        );
    END IF;
    v_procedure := require_projection_function(p_function);
    INSERT INTO projections (
        tenant, name, function_name, aggregate_types, event_types, events_tenant, on_failure, max_attempts, retry_milliseconds
    )
    SELECT
        p_tenant, p_name, format('%I.%I', n.nspname, r.proname), p_aggregate_types, p_event_types,
        coalesce(p_events_tenant, nullif(p_tenant, '')),
        p_on_failure, p_max_attempts, p_retry_milliseconds
    FROM pg_proc AS r
    INNER JOIN pg_namespace AS n ON n.oid = r.pronamespace
    WHERE r.oid = v_procedure
    ON CONFLICT (tenant, name) DO NOTHING;
    IF NOT FOUND THEN
        PERFORM raise_projection_moved(p_name, p_tenant, 'it is there already', 'Drop it first, or take another name.');
    END IF;
    PERFORM begin_projection(p_name, p_start_position, p_tenant);
END
$function$;

COMMENT ON FUNCTION create_sql_projection(
    text, text, text[], text[], text,
    bigint, text, integer, integer, text
) IS
'Makes a projection whose events a function of the database handles, in run_projection() or in the append itself.';

REVOKE ALL ON FUNCTION create_sql_projection(
    text, text, text[], text[], text,
    bigint, text, integer, integer, text
) FROM PUBLIC;
