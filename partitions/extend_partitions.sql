-- Forgets where the measured months end that an append goes into, before it draws positions: a reader that is allowed to see
-- these positions sees that, too. Under REPEATABLE READ and SERIALIZABLE it also makes sure that the months are as the
-- snapshot has them; the server raises 40001 when not.
-- Internal: called by append_streams when its months are measured, or its snapshot may be old.
-- Concurrency: locks the rows of the months in the registry until the transaction ends, in the order of time; only the first
-- append into a measured month changes its row.
CREATE OR REPLACE FUNCTION extend_partitions(p_timestamps timestamptz[], p_now timestamptz)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_names text[] := ARRAY(
        SELECT p.partition_name FROM partitions AS p
        WHERE p.state = 'attached' AND EXISTS (
            SELECT FROM unnest(coalesce(p_timestamps, ARRAY[p_now])) AS t (timestamp)
            WHERE p.lower_bound <= coalesce(t.timestamp, p_now) AND p.upper_bound > coalesce(t.timestamp, p_now)
        )
    );
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        PERFORM FROM partitions AS p WHERE p.partition_name = ANY (v_names) ORDER BY p.lower_bound FOR SHARE;
    END IF;
    PERFORM FROM partitions AS p
    WHERE p.partition_name = ANY (v_names) AND p.last_position IS NOT NULL
    ORDER BY p.lower_bound
    FOR NO KEY UPDATE;
    UPDATE partitions AS p SET last_position = NULL WHERE p.partition_name = ANY (v_names) AND p.last_position IS NOT NULL;
END
$function$;

COMMENT ON FUNCTION extend_partitions(timestamptz[], timestamptz) IS
'Internal. Forgets where the measured months end that an append goes into.';

REVOKE ALL ON FUNCTION extend_partitions(timestamptz[], timestamptz) FROM PUBLIC;
