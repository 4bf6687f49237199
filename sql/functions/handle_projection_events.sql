-- Lets the function of a projection handle events. Returns null, or what it raised when it has failed: then nothing of
-- it stays. An error that passes by itself is raised: the caller's transaction is to be tried again.
-- Internal: called by run_projection.
CREATE OR REPLACE FUNCTION handle_projection_events(
    p_function text,
    p_events recorded_event[],
    p_generation integer
)
RETURNS text
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    EXECUTE format('SELECT %s($1, $2)', p_function) USING p_events, p_generation;
    -- What is checked at the end otherwise would fail the caller's commit.
    SET CONSTRAINTS ALL IMMEDIATE;
    RETURN NULL;
    EXCEPTION
        WHEN ASSERT_FAILURE OR OTHERS THEN
            -- Conflicts, resources, the server's own end, and locks.
        IF left(SQLSTATE, 2) IN ('40', '53', '57') OR SQLSTATE = '55P03' THEN
                RAISE;
            END IF;
            RETURN format('%s: %s', SQLSTATE, SQLERRM);
END
$function$;

COMMENT ON FUNCTION handle_projection_events(text, recorded_event[], integer) IS
'Internal. Lets the function of a projection handle events; returns what it raised.';

REVOKE ALL ON FUNCTION handle_projection_events(text, recorded_event[], integer) FROM PUBLIC;
