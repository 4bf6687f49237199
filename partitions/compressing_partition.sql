-- The first of the months from p_from to p_until that compress_partition() is at work on; null when there is none, and then
-- none can begin until this transaction ends. Removing events from a table that is copied would wait for the copy, and the
-- copy's swap for the removal.
-- Internal: called before events are removed.
-- Concurrency: takes an advisory lock a month, shared, until the transaction ends, and waits for nobody. compress_partition
-- takes it exclusive.
CREATE OR REPLACE FUNCTION compressing_partition(p_from timestamptz, p_until timestamptz)
RETURNS text
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN
        SELECT p.partition_name FROM partitions AS p
        WHERE p.lower_bound <= p_until AND p.upper_bound > p_from
        ORDER BY p.lower_bound
    LOOP
        IF NOT pg_try_advisory_xact_lock_shared(compression_key(v_name)) THEN
            RETURN v_name;
        END IF;
    END LOOP;
    RETURN NULL;
END
$function$;

COMMENT ON FUNCTION compressing_partition(timestamptz, timestamptz) IS
'Internal. The first of some months that is being compressed; null when none is, and then none can be.';

REVOKE ALL ON FUNCTION compressing_partition(timestamptz, timestamptz) FROM PUBLIC;
