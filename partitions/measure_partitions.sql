-- Enters into the registry where the positions of each partition begin, and of past months where they end, so that reads by
-- position pass over the months that have none of what they look for. Returns how many partitions are measured better than
-- before. The end is forgotten by the next append into such a month, before it draws a position; later maintenance measures
-- anew.
--
-- Concurrency: nothing is locked when there is nothing to measure. Otherwise ACCESS EXCLUSIVE on the registry for some
-- milliseconds: whoever has appended holds it until its transaction ends, so nobody is on the way with a position that is not
-- seen yet. Waits p_lock_timeout_milliseconds at most; appends and reads wait behind it.
-- Errors: SE020 when appends or reads are in flight for longer than that.
CREATE OR REPLACE FUNCTION measure_partitions(p_lock_timeout_milliseconds integer DEFAULT 500)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET lock_timeout TO 0
AS $function$
DECLARE
    v_name text;
    v_is_past boolean;
    v_first bigint;
    v_last bigint;
    v_next bigint;
    v_measured bigint := 0;
BEGIN
    PERFORM require_all_tenants();
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    IF NOT EXISTS (
        SELECT FROM partitions AS p
        WHERE p.state IN ('attached', 'closed') AND p.last_position IS NULL
            AND p.upper_bound <= clock_timestamp() - interval '1 day'
            AND partition_table(p.partition_name) IS NOT NULL
    ) THEN
        RETURN 0;
    END IF;
    BEGIN
        LOCK TABLE partitions IN ACCESS EXCLUSIVE MODE;
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_partition_in_use('partitions', ARRAY['partitions']::regclass[]);
    END;
    v_next := head_position() + 1;
    FOR v_name, v_is_past IN
        SELECT p.partition_name, p.upper_bound <= clock_timestamp() - interval '1 day' FROM partitions AS p
        WHERE p.state IN ('attached', 'closed') AND p.last_position IS NULL
            -- doctor() names those whose tables are amiss.
            AND partition_table(p.partition_name) IS NOT NULL
    LOOP
        EXECUTE format('SELECT min(e.global_position), max(e.global_position) FROM %I AS e', v_name) INTO v_first, v_last;
        UPDATE partitions AS p
        SET first_position = coalesce(v_first, v_next), last_position = CASE WHEN v_is_past THEN coalesce(v_last, 0) END
        WHERE p.partition_name = v_name AND (v_is_past OR p.first_position < coalesce(v_first, v_next));
        v_measured := v_measured + FOUND::integer;
    END LOOP;
    RETURN v_measured;
END
$function$;

COMMENT ON FUNCTION measure_partitions(integer) IS
'Enters into the registry where the positions of past months begin and end, so that reads by position pass over them.';

REVOKE ALL ON FUNCTION measure_partitions(integer) FROM PUBLIC;
