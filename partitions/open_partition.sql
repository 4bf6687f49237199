-- Opens a closed partition for appends again. Opening an open one does nothing.
-- Concurrency: locks the partition's row of the registry; appends and reads go on.
-- Errors: SE005 for a name that no partition has; SE020 when it is detached, or another session works on it.
CREATE OR REPLACE FUNCTION open_partition(p_partition_name text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['attached', 'closed']);
BEGIN
    UPDATE partitions AS p SET state = 'attached'
    WHERE p.partition_name = v_partition.partition_name AND p.state = 'closed';
END
$function$;

COMMENT ON FUNCTION open_partition(text) IS
'Opens a closed partition for appends again.';

REVOKE ALL ON FUNCTION open_partition(text) FROM PUBLIC;
