-- Makes the registry say what the catalog says, and finishes what was interrupted: the dropping of a partition (ten batches a
-- call), what was attached by hand, a detaching (FINALIZE, or at once) or what was detached by hand. Returns what it did:
-- postponed is what is in use, failed what somebody has to look at; both with the reason. One month that fails stops no other.
--
-- At most one month is detached in a call, and as the last thing: its exclusive locks last as long as the transaction.
-- Internal: called by maintain_partitions.
CREATE OR REPLACE FUNCTION reconcile_partitions()
RETURNS TABLE (action text, partition_name text, reason text)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions;
BEGIN
    FOR v_partition IN
        SELECT p.* FROM partitions AS p
        WHERE partition_table(p.partition_name) IS NOT NULL
            AND (
                p.state IN ('detaching', 'dropping')
                OR (p.state = 'detached') = is_attached_partition(p.partition_name)
            )
        ORDER BY array_position(ARRAY['dropping', 'detached'], p.state), p.lower_bound
    LOOP
        partition_name := v_partition.partition_name;
        SELECT a.action, a.reason INTO action, reason
        FROM attempt_partition(
            CASE v_partition.state WHEN 'dropping' THEN 'drop' WHEN 'detached' THEN 'note' ELSE 'detach' END, partition_name
        ) AS a;
        IF action = 'detached' THEN
            action := CASE v_partition.state WHEN 'detaching' THEN 'detached' ELSE 'found detached' END;
            RETURN NEXT;
            EXIT;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION reconcile_partitions() IS
'Internal. Makes the registry of partitions say what the catalog says, and finishes what was interrupted.';

REVOKE ALL ON FUNCTION reconcile_partitions() FROM PUBLIC;
