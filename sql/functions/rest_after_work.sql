-- Rests after a batch of maintenance, so that it works for maintenance_share_percent of its time: on a machine that appends
-- keep busy, whatever runs at full speed takes its share of the processors from them.
-- p_worked: how long the batch took. p_rested: how long ago that was. Never longer than five seconds.
-- Internal: called by scavenge, copy_partition_rows and copy_partition_indexes.
CREATE OR REPLACE FUNCTION rest_after_work(p_worked interval, p_rested interval DEFAULT '0')
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_rest double precision := (
        SELECT extract(epoch FROM p_worked) * (100.0 / s.maintenance_share_percent - 1) FROM store AS s
    );
BEGIN
    -- A clock that was set back has rested for less than nothing.
    v_rest := least(coalesce(v_rest, 0) - greatest(extract(epoch FROM p_rested), 0), 5);
    IF v_rest > 0 THEN
        PERFORM pg_sleep(v_rest);
    END IF;
END
$function$;

COMMENT ON FUNCTION rest_after_work(interval, interval) IS
'Internal. Rests after a batch of maintenance, so that it works for maintenance_share_percent of its time.';

REVOKE ALL ON FUNCTION rest_after_work(interval, interval) FROM PUBLIC;
