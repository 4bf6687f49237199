-- The first step of detaching a partition concurrently: closes it for appends (SE020), and for reads, which from now on treat
-- it as detached. The next are wait_for_transactions(), ALTER TABLE … DETACH PARTITION … CONCURRENTLY, and
-- finish_detach_partition(); detach_partition_statements() writes them. attach_partition() takes it back.
-- Concurrency: locks the partition's row of the registry; appends and reads go on.
-- Errors: SE005 for a name that no partition has; SE020 when it is detached, or another session works on it.
CREATE OR REPLACE FUNCTION begin_detach_partition(p_partition_name text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['attached', 'closed', 'detaching']);
BEGIN
    UPDATE partitions AS p SET state = 'detaching' WHERE p.partition_name = v_partition.partition_name;
END
$function$;

COMMENT ON FUNCTION begin_detach_partition(text) IS
'The first step of detaching concurrently: closes the partition for appends and reads. See detach_partition_statements().';

REVOKE ALL ON FUNCTION begin_detach_partition(text) FROM PUBLIC;
