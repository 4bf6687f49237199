-- Rewrites a closed or detached partition into a table whose data, data_bytes and metadata are compressed with lz4, and puts
-- it in the old one's place. Returns the bytes before and after, indexes included. The order of the rows becomes that of their
-- positions, so that reading them goes through the file once.
--
-- The copy has what the old table had: columns, constraints, indexes, statistics, triggers, rights, storage settings, row-level
-- security. It is compared with the old table before it takes its place, and checksums are computed anew. While it
-- copies, it rests between batches (maintenance_share_percent); indexes are built without a rest, but for one after each.
--
-- Concurrency: SHARE on the old table while it is copied: reads go on. An append that had looked before the partition was
-- closed would wait, and readers by position behind it, so call wait_for_transactions() after close_partition();
-- compress_partition_statements() writes the steps. The swap takes ACCESS EXCLUSIVE on events, for which it waits
-- p_lock_timeout_milliseconds at most. scavenge passes over streams of the month meanwhile, and deleting one for good is
-- refused; who has begun to remove events of it is waited for as long. A second compression gives up likewise. A REPEATABLE
-- READ reader from before is refused with SE020.
-- Errors: SE005 for a name that no partition has; SE020 when it is neither closed nor detached, its table cannot be replaced
-- (gone, of another role, something depends on it), or in use for longer than that;
-- SE023 where PostgreSQL was built without lz4, or when an event is damaged.
CREATE OR REPLACE FUNCTION compress_partition(
    p_partition_name text,
    p_lock_timeout_milliseconds integer DEFAULT 500,
    OUT events bigint,
    OUT bytes_before bigint,
    OUT bytes_after bigint
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET timezone TO 'UTC'
SET lock_timeout TO 0
SET client_min_messages TO 'warning'
SET row_security TO off
SET max_parallel_workers_per_gather TO 0
SET max_parallel_maintenance_workers TO 0
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['closed', 'detached']);
    v_old regclass := to_regclass(format('%I', p_partition_name));
    v_new regclass;
    v_triggers text[];
    v_indexes text[];
    v_copied record;
    v_statement text;
BEGIN
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    IF NOT EXISTS (
        SELECT FROM pg_settings AS s WHERE s.name = 'default_toast_compression' AND 'lz4' = ANY (s.enumvals)
    ) THEN
        PERFORM raise_error(
            'SE023', 'this server was built without lz4', json_build_object('setting', 'default_toast_compression'),
            'Use a server that was built --with-lz4; the packages of the distributions are.'
        );
    END IF;
    PERFORM require_partition_table(p_partition_name, 'drop');
    bytes_before := pg_total_relation_size(v_old);
    BEGIN
        -- Against who removes events of it, and another compression.
        PERFORM pg_advisory_xact_lock(compression_key(p_partition_name));
        EXECUTE format('LOCK TABLE %s IN SHARE MODE', v_old);
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_partition_in_use(p_partition_name, ARRAY[v_old]);
    END;
    v_triggers := ARRAY(
        SELECT pg_get_triggerdef(t.oid) FROM pg_trigger AS t
        WHERE t.tgrelid = v_old AND t.tgparentid = 0 AND NOT t.tgisinternal
        ORDER BY t.tgname
    );
    v_new := copy_partition_table(p_partition_name);
    SELECT c.* INTO v_copied FROM copy_partition_rows(v_old, v_new) AS c;
    IF v_copied.damaged + v_copied.differing > 0 THEN
        PERFORM raise_error(
            'SE023', format('%s events of partition %s are damaged', v_copied.damaged + v_copied.differing, p_partition_name),
            json_build_object(
                'partition', p_partition_name, 'damaged_events', v_copied.damaged, 'differing_events', v_copied.differing
            ),
            'verify() names them; where it names none, an index is damaged: REINDEX TABLE. Nothing was changed.'
        );
    END IF;
    events := v_copied.copied;
    v_indexes := copy_partition_indexes(v_old, v_new);
    EXECUTE format('ANALYZE %s', v_new);
    bytes_after := pg_total_relation_size(v_new);

    -- The swap.
    BEGIN
        IF is_attached_partition(p_partition_name) THEN
            EXECUTE format('ALTER TABLE events DETACH PARTITION %s', v_old);
            EXECUTE format(
                'ALTER TABLE events ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
                v_new, v_partition.lower_bound, v_partition.upper_bound
            );
        END IF;
        EXECUTE format('DROP TABLE %s', v_old);
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_partition_in_use(p_partition_name, ARRAY['events'::regclass, v_old]);
    END;
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT compressing_bounds_check', v_new);
    EXECUTE format('ALTER TABLE %s RENAME TO %I', v_new, p_partition_name);
    FOR i IN 1 .. cardinality(v_indexes) LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', 'compressing_index_' || i, v_indexes[i]);
    END LOOP;
    FOREACH v_statement IN ARRAY v_triggers LOOP
        EXECUTE v_statement;
    END LOOP;
    UPDATE partitions AS p SET compressed_at = clock_timestamp() WHERE p.partition_name = p_partition_name;
END
$function$;

COMMENT ON FUNCTION compress_partition(text, integer) IS
'Rewrites a closed or detached partition with lz4 and puts it in the old one''s place; bytes before and after.';

REVOKE ALL ON FUNCTION compress_partition(text, integer) FROM PUBLIC;
