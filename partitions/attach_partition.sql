-- Attaches a detached partition back, or takes a detaching that was not finished back. Appends and reads find it again.
-- Before it takes a lock it looks whether the table still is what was detached: the columns of events, and no event that the
-- store does not know.
--
-- Concurrency: SHARE UPDATE EXCLUSIVE on events, so appends and reads go on, and ACCESS EXCLUSIVE on the partition, for which
-- it waits p_lock_timeout_milliseconds at most. The rows are compared with the month's bounds before events is locked. An index
-- that events has got meanwhile is built under the same locks.
-- Errors: SE005 for a name that no partition has; SE020 when it is not detached, does not fit (the DETAIL says what), or is in
-- use for longer than that.
CREATE OR REPLACE FUNCTION attach_partition(
    p_partition_name text,
    p_lock_timeout_milliseconds integer DEFAULT 500
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET timezone TO 'UTC'
SET client_min_messages TO 'warning'
SET lock_timeout TO 0
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['detaching', 'detached']);
    v_constraint text := left(p_partition_name, 50) || '_bounds_check';
    v_name text;
BEGIN
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    IF NOT is_attached_partition(p_partition_name) THEN
        PERFORM finalize_detached_partition(p_partition_name);
        PERFORM require_fitting_partition(v_partition);
        BEGIN
            -- So that ATTACH need not read the rows while it holds the lock of events. A concurrent detaching has left one.
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT IF EXISTS %I', p_partition_name, v_constraint);
            EXECUTE format(
                'ALTER TABLE %I ADD CONSTRAINT %I CHECK (timestamp IS NOT NULL AND timestamp >= %L AND timestamp < %L)',
                p_partition_name, v_constraint, v_partition.lower_bound, v_partition.upper_bound
            );
            EXECUTE format(
                'ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                p_partition_name, v_partition.lower_bound, v_partition.upper_bound
            );
            -- It would be one more test of each row appended.
            FOR v_name IN
                SELECT c.conname FROM pg_constraint AS c
                WHERE c.conrelid = format('%I', p_partition_name)::regclass
                    AND c.contype = 'c' AND c.conislocal AND c.coninhcount = 0
                    AND pg_get_expr(c.conbin, c.conrelid) = pg_get_partition_constraintdef(c.conrelid)
            LOOP
                EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', p_partition_name, v_name);
            END LOOP;
        EXCEPTION
            WHEN lock_not_available THEN
                PERFORM raise_partition_in_use(p_partition_name, ARRAY['events', format('%I', p_partition_name)]::regclass[]);
            WHEN check_violation THEN
                PERFORM raise_error(
                    'SE020', format('table %s has events that are not of its month', p_partition_name),
                    json_build_object(
                        'partition', p_partition_name, 'lower_bound', v_partition.lower_bound,
                        'upper_bound', v_partition.upper_bound
                    ),
                    'Its rows were changed while it was detached: take them out, then attach it again.'
                );
        END;
        -- A table that was dumped and restored, or made anew, may have come without.
        PERFORM guard_table(format('%I', p_partition_name)::regclass);
    END IF;
    UPDATE partitions AS p
    SET state = 'attached', last_position = NULL, is_passed_over = false
    WHERE p.partition_name = p_partition_name;
END
$function$;

COMMENT ON FUNCTION attach_partition(text, integer) IS
'Attaches a detached partition back, if it still fits; appends and reads find it again.';

REVOKE ALL ON FUNCTION attach_partition(text, integer) FROM PUBLIC;
