-- Closes a partition for appends; its events are read on. An append into its month is refused with SE020 from then on.
-- One that has looked before may still land: wait_for_transactions() waits until none can.
-- Concurrency: locks the partition's row of the registry; appends and reads go on. Closing a closed one does nothing.
-- Errors: SE005 for a name that no partition has; SE020 when it is detached, or another session works on it.
CREATE OR REPLACE FUNCTION close_partition(p_partition_name text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['attached', 'closed']);
BEGIN
    UPDATE partitions AS p SET state = 'closed'
    WHERE p.partition_name = v_partition.partition_name AND p.state = 'attached';
END
$function$;

COMMENT ON FUNCTION close_partition(text) IS
'Closes a partition for appends (SE020 for its month); its events are read on.';

REVOKE ALL ON FUNCTION close_partition(text) FROM PUBLIC;
