-- Makes the registry say what the catalog says, and finishes what was interrupted: a detaching (FINALIZE, or at once), what
-- was detached or attached by hand, the dropping of a partition (ten batches a call). Returns what it did; postponed is what
-- is in use.
-- Internal: called by maintain_partitions.
CREATE OR REPLACE FUNCTION reconcile_partitions()
RETURNS TABLE (action text, partition_name text)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions;
    v_is_finished boolean;
BEGIN
    FOR v_partition IN
        SELECT p.* FROM partitions AS p
        WHERE to_regclass(format('%I.%I', current_schema(), p.partition_name)) IS NOT NULL
            AND (
                p.state IN ('detaching', 'dropping')
                OR (p.state = 'detached') = is_attached_partition(p.partition_name)
            )
        ORDER BY p.lower_bound
    LOOP
        partition_name := v_partition.partition_name;
        BEGIN
            IF v_partition.state = 'dropping' THEN
                FOR i IN 1 .. 10 LOOP
                    SELECT d.is_finished INTO v_is_finished FROM drop_partition(partition_name) AS d;
                    EXIT WHEN v_is_finished;
                END LOOP;
                action := CASE WHEN v_is_finished THEN 'dropped' ELSE 'dropping' END;
            ELSIF v_partition.state = 'detached' THEN
                UPDATE partitions AS p SET state = 'attached', last_position = NULL, is_passed_over = false
                WHERE p.partition_name = v_partition.partition_name;
                action := 'found attached';
            ELSE
                PERFORM detach_partition(partition_name);
                action := CASE WHEN v_partition.state = 'detaching' THEN 'detached' ELSE 'found detached' END;
            END IF;
        EXCEPTION
            WHEN SQLSTATE 'SE020' THEN
                action := 'postponed';
        END;
        RETURN NEXT;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION reconcile_partitions() IS
'Internal. Makes the registry of partitions say what the catalog says, and finishes what was interrupted.';

REVOKE ALL ON FUNCTION reconcile_partitions() FROM PUBLIC;
