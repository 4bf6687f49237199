-- The one function for a cron job: makes sure that the next p_months months have their partitions, finishes what was
-- interrupted, and does with old months what is asked for. A month is as old as its end. Run it daily. Null: not at all.
--
-- p_close_after     closes months for appends
-- p_compress_after  closes months, and compresses one a run, once nobody is left who appended before; not in a run that has
--                   detached one, whose exclusive locks would last as long as the compression
-- p_detach_after    detaches one month a run; to drop them is left to people
--
-- It also measures where the positions of past months begin and end (measure_partitions). Returns what it did, one row an
-- action; no row when there was nothing to do. postponed: it was in use, the next run tries again. Concurrency: as
-- create_partitions, detach_partition (exclusive locks for half a second at most) and compress_partition. Errors: SE005 as
-- create_partitions_ahead, and for an interval below a day.
CREATE OR REPLACE FUNCTION maintain_partitions(
    p_months integer DEFAULT 3,
    p_close_after interval DEFAULT NULL,
    p_compress_after interval DEFAULT NULL,
    p_detach_after interval DEFAULT NULL
)
RETURNS TABLE (action text, partition_name text)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition record;
    -- The locks of both last until this transaction ends.
    v_is_detaching_tried boolean := false;
    v_has_detached boolean := false;
    v_has_compressed boolean := false;
BEGIN
    PERFORM require_all_tenants();
    IF least(p_close_after, p_compress_after, p_detach_after) < interval '1 day' THEN
        PERFORM raise_error(
            'SE005', 'a month is left alone for a day at least',
            json_build_object(
                'close_after', p_close_after, 'compress_after', p_compress_after, 'detach_after', p_detach_after
            ),
            'Give for example ''3 months'', or null for not at all.'
        );
    END IF;
    RETURN QUERY SELECT 'created', c.name FROM create_partitions_ahead(p_months) AS c (name);
    FOR action, partition_name IN SELECT r.action, r.partition_name FROM reconcile_partitions() AS r LOOP
        v_has_detached := v_has_detached OR action IN ('detached', 'found detached');
        RETURN NEXT;
    END LOOP;
    FOR v_partition IN
        SELECT
            p.partition_name AS name, p.state, p.compressed_at,
            p.upper_bound <= clock_timestamp() - p_detach_after AS is_to_detach,
            p.upper_bound <= clock_timestamp() - p_compress_after AS is_to_compress,
            p.upper_bound <= clock_timestamp() - p_close_after AS is_to_close,
            -- Whoever appended before it was closed has ended.
            age(p.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid) AS is_quiet
        FROM partitions AS p
        WHERE p.state IN ('attached', 'closed')
        ORDER BY p.lower_bound
    LOOP
        action := NULL;
        partition_name := v_partition.name;
        BEGIN
            IF v_partition.is_to_detach THEN
                CONTINUE WHEN v_is_detaching_tried OR v_has_detached OR v_has_compressed;
                v_is_detaching_tried := true;
                PERFORM detach_partition(v_partition.name);
                v_has_detached := true;
                action := 'detached';
            ELSIF v_partition.state = 'attached' AND (
                v_partition.is_to_close OR (v_partition.is_to_compress AND v_partition.compressed_at IS NULL)
            ) THEN
                PERFORM close_partition(v_partition.name);
                action := 'closed';
            ELSIF v_partition.state = 'closed' AND v_partition.is_to_compress AND v_partition.compressed_at IS NULL
                AND v_partition.is_quiet AND NOT v_has_detached AND NOT v_has_compressed
            THEN
                v_has_compressed := true;
                PERFORM compress_partition(v_partition.name);
                action := 'compressed';
            END IF;
        EXCEPTION
            WHEN SQLSTATE 'SE020' THEN
                action := 'postponed';
        END;
        IF action IS NOT NULL THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    BEGIN
        -- Nothing to tell: it only makes reads quicker, and the next run tries again.
        PERFORM measure_partitions();
    EXCEPTION
        WHEN SQLSTATE 'SE020' THEN
            NULL;
    END;
END
$function$;

COMMENT ON FUNCTION maintain_partitions(integer, interval, interval, interval) IS
'For a cron job, daily: creates the partitions of the coming months, finishes what was interrupted, and closes, compresses or '
'detaches old ones as asked. Returns what it did.';

REVOKE ALL ON FUNCTION maintain_partitions(integer, interval, interval, interval) FROM PUBLIC;
