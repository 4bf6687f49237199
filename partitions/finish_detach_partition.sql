-- The last step of detaching a partition concurrently: enters into the registry what the catalog says. Ends a detaching that
-- was interrupted (FINALIZE). Doing it again does nothing.
-- Concurrency: reads and appends go on. FINALIZE waits for the transactions that still use the partition.
-- Errors: SE005 for a name that no partition has; SE020 when it is still attached, or another session works on it.
CREATE OR REPLACE FUNCTION finish_detach_partition(p_partition_name text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['detaching', 'detached']);
BEGIN
    IF is_attached_partition(v_partition.partition_name) THEN
        PERFORM raise_error(
            'SE020', format('partition %s is still attached', v_partition.partition_name),
            json_build_object('partition', v_partition.partition_name, 'state', v_partition.state),
            'Run the statements of detach_partition_statements() in their order, or attach_partition() to leave it attached.'
        );
    END IF;
    PERFORM finalize_detached_partition(v_partition.partition_name);
    IF v_partition.state = 'detaching' THEN
        PERFORM settle_partition(v_partition.partition_name);
    END IF;
END
$function$;

COMMENT ON FUNCTION finish_detach_partition(text) IS
'The last step of detaching concurrently: enters into the registry what the catalog says. See detach_partition_statements().';

REVOKE ALL ON FUNCTION finish_detach_partition(text) FROM PUBLIC;
