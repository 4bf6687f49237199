-- The partitions of events, attached or not: bounds, state, rows, bytes, first and last global position.
-- p_exact => false estimates the rows from the planner's statistics; positions come from the index and are always exact. Of a
-- table that is gone or belongs to another role the positions are null, the rows an estimate or 0, and doctor() says so.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION list_partitions(
    p_exact boolean DEFAULT true
)
RETURNS TABLE (
    partition_name text,
    lower_bound timestamptz,
    upper_bound timestamptz,
    state text,
    events bigint,
    size_bytes bigint,
    size text,
    first_position bigint,
    last_position bigint,
    is_passed_over boolean,
    compressed_at timestamptz
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 60
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition record;
BEGIN
    PERFORM require_all_tenants();
    FOR v_partition IN
        SELECT
            p.partition_name, p.lower_bound, p.upper_bound, p.state, p.is_passed_over, p.compressed_at, c.oid, c.reltuples,
            partition_table(p.partition_name) IS NOT NULL AS is_readable
        FROM partitions AS p
        LEFT JOIN pg_class AS c ON c.oid = to_regclass(format('%I.%I', current_schema(), p.partition_name))
        ORDER BY p.lower_bound
    LOOP
        partition_name := v_partition.partition_name;
        lower_bound := v_partition.lower_bound;
        upper_bound := v_partition.upper_bound;
        state := v_partition.state;
        is_passed_over := v_partition.is_passed_over;
        compressed_at := v_partition.compressed_at;
        size_bytes := coalesce(pg_total_relation_size(v_partition.oid), 0);
        size := pg_size_pretty(size_bytes);
        first_position := NULL;
        last_position := NULL;
        events := greatest(v_partition.reltuples, 0);
        IF v_partition.is_readable THEN
            EXECUTE format('SELECT min(global_position), max(global_position) FROM %I', partition_name)
            INTO first_position, last_position;
            IF p_exact THEN
                EXECUTE format('SELECT count(*) FROM %I', partition_name) INTO events;
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION list_partitions(boolean) IS
'The partitions of events: bounds, rows (counted or estimated), bytes, first and last global position.';

REVOKE ALL ON FUNCTION list_partitions(boolean) FROM PUBLIC;
