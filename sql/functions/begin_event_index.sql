-- The first step of building an index beside appends: makes it on events alone, not on the partitions. It is not valid, and
-- used by nobody, until every partition has its part; partitions made from now on have it from the start.
-- create_event_index_statements() writes the steps.
-- Concurrency: SHARE on events for a moment, for which it waits p_lock_timeout_milliseconds at most.
-- Errors: SE005 for what is no path or kind; SE022 when the path has its index, or events is in use for longer than that.
CREATE OR REPLACE FUNCTION begin_event_index(
    p_path text,
    p_kind text DEFAULT 'btree',
    p_lock_timeout_milliseconds integer DEFAULT 500
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET lock_timeout TO 0
SET client_min_messages TO 'warning'
AS $function$
DECLARE
    v_target record;
BEGIN
    PERFORM require_all_tenants();
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    SELECT t.* INTO STRICT v_target FROM event_index_target(p_path, p_kind) AS t;
    BEGIN
        EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON ONLY events %s', v_target.index_name, v_target.definition);
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_event_index_in_use(p_path, p_kind);
    END;
    -- list_event_indexes() reads it.
    EXECUTE format(
        'COMMENT ON INDEX %I IS %L', v_target.index_name, json_build_object('path', p_path, 'kind', p_kind)::text
    );
END
$function$;

COMMENT ON FUNCTION begin_event_index(text, text, integer) IS
'The first step of building an index beside appends. See create_event_index_statements().';

REVOKE ALL ON FUNCTION begin_event_index(text, text, integer) FROM PUBLIC;
