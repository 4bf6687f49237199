-- Ends a concurrent detaching that was interrupted, if the catalog has one of this partition.
-- Internal. Concurrency: waits for the transactions that still use the partition, like the detaching itself; under
-- lock_timeout for the locks.
CREATE OR REPLACE FUNCTION finalize_detached_partition(p_partition_name text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF EXISTS (
        SELECT FROM pg_inherits AS i
        WHERE i.inhparent = 'events'::regclass
            AND i.inhrelid = to_regclass(format('%I.%I', current_schema(), p_partition_name))
            AND i.inhdetachpending
    ) THEN
        EXECUTE format('ALTER TABLE events DETACH PARTITION %I FINALIZE', p_partition_name);
    END IF;
EXCEPTION
    WHEN lock_not_available THEN
        PERFORM raise_partition_in_use(p_partition_name, ARRAY['events', format('%I', p_partition_name)]::regclass[]);
END
$function$;

COMMENT ON FUNCTION finalize_detached_partition(text) IS
'Internal. Ends a concurrent detaching that was interrupted, if the catalog has one of this partition.';

REVOKE ALL ON FUNCTION finalize_detached_partition(text) FROM PUBLIC;
