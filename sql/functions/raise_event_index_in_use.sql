-- Raises SE022 after a lock on events that was not got in time, and names the sessions that hold one.
-- Internal: called by the functions that make and drop indexes on demand.
CREATE OR REPLACE FUNCTION raise_event_index_in_use(p_path text, p_kind text)
RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_pids integer[] := ARRAY(
        SELECT DISTINCT l.pid FROM pg_locks AS l
        WHERE l.locktype = 'relation'
            AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
            AND l.relation IN (SELECT t.relid FROM pg_partition_tree('events') AS t)
            AND l.granted
            AND l.pid <> pg_backend_pid()
    );
BEGIN
    PERFORM raise_error(
        'SE022', 'events is in use, and its lock was not got in time',
        json_build_object(
            'path', p_path, 'kind', p_kind, 'lock_timeout', current_setting('lock_timeout'), 'pids', v_pids
        ),
        'Nothing was changed. Try again; pg_stat_activity tells what the sessions in pids do.'
    );
END
$function$;

COMMENT ON FUNCTION raise_event_index_in_use(text, text) IS
'Internal. Raises SE022 for a lock on events that was not got in time, and names the sessions that hold it.';

REVOKE ALL ON FUNCTION raise_event_index_in_use(text, text) FROM PUBLIC;
