-- Drops the index on a path, whole or not, with what an interrupted building left on partitions. Says whether there was
-- anything.
-- Concurrency: ACCESS EXCLUSIVE on events for a moment (PostgreSQL drops no partitioned index concurrently), for which it
-- waits p_lock_timeout_milliseconds at most; whoever appends or reads meanwhile waits behind it.
-- Errors: SE005 for what is no path or kind; SE022 for metadata.correlation_id, or when events is in use for longer than that.
CREATE OR REPLACE FUNCTION drop_event_index(
    p_path text,
    p_kind text DEFAULT 'btree',
    p_lock_timeout_milliseconds integer DEFAULT 500
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET lock_timeout TO 0
AS $function$
DECLARE
    v_name text;
    v_is_dropped boolean := false;
    v_index regclass;
BEGIN
    PERFORM require_all_tenants();
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    SELECT t.index_name INTO STRICT v_name FROM event_index_target(p_path, p_kind) AS t;
    BEGIN
        -- The whole first: its parts go with it.
        FOR v_index IN
            SELECT i.indexrelid FROM pg_index AS i
            INNER JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE i.indexrelid = to_regclass(format('%I.%I', current_schema(), v_name))
        LOOP
            EXECUTE format('DROP INDEX %s', v_index);
            v_is_dropped := true;
        END LOOP;
        FOR v_index IN
            SELECT i.indexrelid FROM partitions AS p
            INNER JOIN pg_index AS i ON i.indrelid = to_regclass(format('%I.%I', current_schema(), p.partition_name))
            INNER JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE c.relname = format('%s_%s_%s', left(p.partition_name, 24), p_kind, left(md5(p_path), 16))
        LOOP
            EXECUTE format('DROP INDEX %s', v_index);
            v_is_dropped := true;
        END LOOP;
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_event_index_in_use(p_path, p_kind);
    END;
    RETURN v_is_dropped;
END
$function$;

COMMENT ON FUNCTION drop_event_index(text, text, integer) IS
'Drops the index on a path, whole or not; says whether there was anything.';

REVOKE ALL ON FUNCTION drop_event_index(text, text, integer) FROM PUBLIC;
