-- The one function for a cron job: makes sure that the next p_months months have their partitions, finishes what was
-- interrupted, and does with old months what is asked for. A month is as old as its end. Run it daily. Null: not at all.
--
-- p_close_after     closes months for appends
-- p_compress_after  closes months, and compresses one a run, once nobody is left who appended before; not in a run that has
--                   created, detached or dropped one, whose locks would last as long as the compression
-- p_detach_after    detaches one month a run; to drop them is left to people
--
-- It also measures where the positions of past months begin and end (measure_partitions). Returns what it did, one row an
-- action; no row when there was nothing to do. postponed: it was in use, the next run tries again. failed: somebody has to look
-- at this month; the reason says why, a WARNING too, and all else was done. The coming months come first: no old month keeps
-- them from being made.
--
-- Concurrency: as create_partitions, detach_partition (exclusive locks for half a second at most) and compress_partition. What
-- is detached is detached after the batches of a dropping, because the locks last until the end of the transaction.
-- Errors: SE005 as create_partitions_ahead, and for an interval below a day; those of create_partitions.
CREATE OR REPLACE FUNCTION maintain_partitions(
    p_months integer DEFAULT 3,
    p_close_after interval DEFAULT NULL,
    p_compress_after interval DEFAULT NULL,
    p_detach_after interval DEFAULT NULL
)
RETURNS TABLE (action text, partition_name text, reason text)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition record;
    v_step text;
    -- No month is older, and no time before the server's first.
    v_longest interval := interval '6000 years';
    -- The locks of all last until this transaction ends; those of what failed do not.
    v_has_created boolean := false;
    v_has_detached boolean := false;
    v_is_detaching_tried boolean := false;
    v_is_compressing_tried boolean := false;
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
    RETURN QUERY SELECT 'created', c.name, NULL FROM create_partitions_ahead(p_months) AS c (name);
    v_has_created := FOUND;
    FOR action, partition_name, reason IN SELECT r.action, r.partition_name, r.reason FROM reconcile_partitions() AS r LOOP
        v_has_detached := v_has_detached OR action IN ('detached', 'found detached', 'dropping', 'dropped');
        RETURN NEXT;
    END LOOP;
    FOR v_partition IN
        SELECT
            p.partition_name AS name, p.state, p.compressed_at,
            p.upper_bound <= clock_timestamp() - least(p_detach_after, v_longest) AS is_to_detach,
            p.upper_bound <= clock_timestamp() - least(p_compress_after, v_longest) AS is_to_compress,
            p.upper_bound <= clock_timestamp() - least(p_close_after, v_longest) AS is_to_close,
            -- Whoever appended before it was closed has ended.
            age(p.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid) AS is_quiet
        FROM partitions AS p
        WHERE p.state IN ('attached', 'closed')
        ORDER BY p.lower_bound
    LOOP
        partition_name := v_partition.name;
        v_step := CASE
            WHEN v_partition.is_to_detach
                THEN CASE WHEN NOT (v_has_detached OR v_is_detaching_tried OR v_is_compressing_tried) THEN 'detach' END
            WHEN v_partition.state = 'attached' AND (
                v_partition.is_to_close OR (v_partition.is_to_compress AND v_partition.compressed_at IS NULL)
            ) THEN 'close'
            WHEN v_partition.state = 'closed' AND v_partition.is_to_compress AND v_partition.compressed_at IS NULL
                AND v_partition.is_quiet AND NOT (v_has_created OR v_has_detached OR v_is_compressing_tried)
                THEN 'compress'
        END;
        CONTINUE WHEN v_step IS NULL;
        SELECT a.action, a.reason INTO action, reason FROM attempt_partition(v_step, partition_name) AS a;
        v_has_detached := v_has_detached OR action = 'detached';
        IF action <> 'failed' THEN
            v_is_detaching_tried := v_is_detaching_tried OR v_step = 'detach';
            v_is_compressing_tried := v_is_compressing_tried OR v_step = 'compress';
        END IF;
        RETURN NEXT;
    END LOOP;
    -- Otherwise nothing to tell: it only makes reads quicker, and the next run tries again.
    SELECT a.action, a.reason INTO action, reason FROM attempt_partition('measure', 'partitions') AS a;
    IF action = 'failed' THEN
        partition_name := 'partitions';
        RETURN NEXT;
    END IF;
END
$function$;

COMMENT ON FUNCTION maintain_partitions(integer, interval, interval, interval) IS
'For a cron job, daily: creates the partitions of the coming months, finishes what was interrupted, and closes, compresses or '
'detaches old ones as asked. Returns what it did, and what failed with the reason.';

REVOKE ALL ON FUNCTION maintain_partitions(integer, interval, interval, interval) FROM PUBLIC;
