-- How many events each stream has in partitions that are detached.
-- Internal: called by verify_streams. Reads those partitions as a whole; those whose tables are amiss it leaves out.
CREATE OR REPLACE FUNCTION count_detached_events()
RETURNS TABLE (stream_id bigint, events bigint, tenant text, aggregate_type text, aggregate_id text)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions;
BEGIN
    FOR v_partition IN
        SELECT p.* FROM partitions AS p
        WHERE p.state IN ('detaching', 'detached', 'dropping')
            AND NOT is_attached_partition(p.partition_name)
            AND partition_table(p.partition_name) IS NOT NULL
    LOOP
        FOR stream_id, events, tenant, aggregate_type, aggregate_id IN
            EXECUTE format(
                'SELECT e.stream_id, count(*), min(e.tenant), min(e.aggregate_type), min(e.aggregate_id) FROM %I AS e '
                'WHERE e.global_position >= $1 AND e.tenant = ANY (coalesce((SELECT current_tenants()), ARRAY[e.tenant])) '
                'GROUP BY e.stream_id', v_partition.partition_name
            ) USING v_partition.first_position
        LOOP
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION count_detached_events() IS
'Internal. How many events each stream has in partitions that are detached.';

REVOKE ALL ON FUNCTION count_detached_events() FROM PUBLIC;
