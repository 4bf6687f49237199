-- Drops a detached partition for good, batch by batch: each call removes the event ids of at most p_limit of its events, notes
-- for their streams that versions up to there are gone, and says whether that was all; then the table is dropped. Call it until
-- is_finished, or send what drop_partition_statements() writes. Interrupted, it goes on where it was. From the first call on
-- the partition's events count as gone, as if scavenged: reads begin behind them, their ids may be used again, versions go on.
--
-- The first call refuses, unless p_force: while a checkpoint of this store lies below the partition's last position; while
-- messages of its events are pending in the outbox; while streams have older events in other partitions. Those go with it
-- (earlier_events_removed), because a stream is always whole from some version on. Where they are in a detached month they
-- cannot go with it, and p_force does not help: drop that one first, or attach it.
--
-- Concurrency: holds rows of streams FOR KEY SHARE, which goes with appends, and waits for whoever changes such a stream no
-- longer than p_lock_timeout_milliseconds.
-- Errors: SE005 for a name that no partition has, or a limit outside 1 to 100,000; SE020 when it is not detached, is still
-- needed (the DETAIL says by what), its table is gone, belongs to another role or something depends on it, or it is in use for
-- longer than that.
CREATE OR REPLACE FUNCTION drop_partition(
    p_partition_name text,
    p_force boolean DEFAULT false,
    p_limit integer DEFAULT 10000,
    p_lock_timeout_milliseconds integer DEFAULT 500,
    OUT events_removed bigint,
    OUT earlier_events_removed bigint,
    OUT is_finished boolean
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET lock_timeout TO 0
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['detached', 'dropping']);
    v_last bigint;
    v_event_ids uuid[];
    v_stream_id bigint;
    v_tenant text;
    v_aggregate_type text;
    v_aggregate_id text;
    v_before bigint;
    v_count bigint;
    v_stream streams;
    v_earlier record;
    v_last_removed bigint;
    v_stream_ids bigint[] := ARRAY[]::bigint[];
    v_tenants text[] := ARRAY[]::text[];
    v_befores bigint[] := ARRAY[]::bigint[];
    v_change text;
BEGIN
    PERFORM check_read(NULL, p_limit);
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    earlier_events_removed := 0;
    PERFORM require_partition_table(p_partition_name, 'drop');
    IF v_partition.state = 'detached' THEN
        PERFORM require_unneeded_partition(v_partition, coalesce(p_force, false));
        UPDATE partitions AS p SET state = 'dropping' WHERE p.partition_name = p_partition_name;
    END IF;
    BEGIN
        EXECUTE format(
            'SELECT count(*), max(b.global_position), coalesce(array_agg(b.event_id), ''{}'') FROM (SELECT e.global_position, '
            'e.event_id FROM %I AS e WHERE e.global_position >= $1 ORDER BY e.global_position LIMIT $2) AS b', p_partition_name
        ) INTO events_removed, v_last, v_event_ids USING v_partition.first_position, p_limit;
        FOR v_stream_id, v_tenant, v_aggregate_type, v_aggregate_id, v_before, v_count IN
            EXECUTE format(
                'SELECT e.stream_id, e.tenant, e.aggregate_type, e.aggregate_id, max(e.version) + 1 AS before_version, '
                'count(*) AS events FROM %I AS e WHERE e.global_position >= $1 AND e.global_position <= $2 '
                'GROUP BY 1, 2, 3, 4 ORDER BY 1', p_partition_name
            ) USING v_partition.first_position, v_last
        LOOP
            SELECT s.* INTO v_stream FROM streams AS s
            WHERE s.tenant = v_tenant
                AND s.aggregate_type = v_aggregate_type
                AND s.aggregate_id = v_aggregate_id
                AND s.stream_id = v_stream_id
            FOR KEY SHARE;
            -- One that was deleted for good meanwhile has left nothing else.
            CONTINUE WHEN NOT FOUND;
            IF v_before - v_count > coalesce(
                (SELECT g.scavenged_before FROM scavenged_streams AS g WHERE g.stream_id = v_stream.stream_id), 1
            ) THEN
                SELECT r.* INTO v_earlier FROM remove_events(v_stream, 0, v_before) AS r;
                earlier_events_removed := earlier_events_removed + v_earlier.events_removed;
                v_last_removed := greatest(v_last_removed, v_earlier.last_position);
            END IF;
            v_stream_ids := v_stream_ids || v_stream_id;
            v_tenants := v_tenants || v_tenant;
            v_befores := v_befores || v_before;
        END LOOP;
        PERFORM note_scavenged(v_stream_ids, v_tenants, v_befores);
        v_change := allow_change();
        DELETE FROM event_ids AS i WHERE i.event_id = ANY (v_event_ids);
        PERFORM allow_change(v_change);
        IF v_last IS NOT NULL THEN
            PERFORM note_removal(greatest(v_last, v_last_removed));
            UPDATE partitions AS p SET first_position = v_last + 1 WHERE p.partition_name = p_partition_name;
        END IF;
        is_finished := events_removed < p_limit;
        IF is_finished THEN
            EXECUTE format('DROP TABLE %I', p_partition_name);
            DELETE FROM partitions AS p WHERE p.partition_name = p_partition_name;
        END IF;
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_partition_in_use(p_partition_name, ARRAY[format('%I', p_partition_name)]::regclass[]);
    END;
END
$function$;

COMMENT ON FUNCTION drop_partition(text, boolean, integer, integer) IS
'Drops a detached partition for good, a batch a call, until is_finished; refuses while a checkpoint or the outbox needs it.';

REVOKE ALL ON FUNCTION drop_partition(text, boolean, integer, integer) FROM PUBLIC;
