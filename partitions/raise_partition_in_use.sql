-- Raises SE020 after a lock that was not got in time, and names the sessions that hold one on the tables.
-- Internal: called by the functions that change partitions.
CREATE OR REPLACE FUNCTION raise_partition_in_use(p_partition_name text, p_tables regclass[])
RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_pids integer[] := ARRAY(
        SELECT DISTINCT l.pid FROM pg_locks AS l
        WHERE l.locktype = 'relation'
            AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
            AND l.relation = ANY (p_tables)
            AND l.granted
            AND l.pid <> pg_backend_pid()
    );
BEGIN
    PERFORM raise_error(
        'SE020', format('partition %s is in use, and its lock was not got in time', p_partition_name),
        json_build_object('partition', p_partition_name, 'lock_timeout', current_setting('lock_timeout'), 'pids', v_pids),
        'Nothing was changed. Try again; pg_stat_activity tells what the sessions in pids do.'
    );
END
$function$;

COMMENT ON FUNCTION raise_partition_in_use(text, regclass[]) IS
'Internal. Raises SE020 for a lock that was not got in time, and names the sessions that hold it.';

REVOKE ALL ON FUNCTION raise_partition_in_use(text, regclass[]) FROM PUBLIC;
