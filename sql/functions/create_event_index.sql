-- Builds an index on a path in one call, on all partitions; those made later have it from the start. Returns its name. An
-- index that is there is left alone; what an interrupted create_event_index_statements() left is completed.
-- Concurrency: SHARE on events and its partitions until the transaction ends: reads go on, APPENDS WAIT as long as it builds.
-- For small stores and tests; create_event_index_statements() keeps nobody waiting. Waits p_lock_timeout_milliseconds at most
-- for each lock.
-- Errors: SE005 for what is no path or kind; SE022 for metadata.correlation_id, or when events is in use for longer than that.
CREATE OR REPLACE FUNCTION create_event_index(
    p_path text,
    p_kind text DEFAULT 'btree',
    p_lock_timeout_milliseconds integer DEFAULT 500
)
RETURNS text
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET lock_timeout TO 0
SET client_min_messages TO 'warning'
AS $function$
DECLARE
    v_name text;
    v_statement text;
BEGIN
    PERFORM require_all_tenants();
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    SELECT t.index_name INTO STRICT v_name FROM event_index_target(p_path, p_kind) AS t;
    BEGIN
        FOR v_statement IN SELECT s.statement FROM create_event_index_statements(p_path, p_kind) AS s LOOP
            EXECUTE regexp_replace(v_statement, '^(CREATE|DROP) INDEX CONCURRENTLY ', E'\\1 INDEX ');
        END LOOP;
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_event_index_in_use(p_path, p_kind);
    END;
    RETURN v_name;
END
$function$;

COMMENT ON FUNCTION create_event_index(text, text, integer) IS
'Builds an index on a path of data or metadata in one call; appends wait meanwhile.';

REVOKE ALL ON FUNCTION create_event_index(text, text, integer) FROM PUBLIC;
