-- Refuses to drop a partition that is still needed: by a checkpoint below its last position, by pending messages of the
-- outbox, or by streams of which other partitions, attached or detached, hold older events. With p_force only by older events
-- in a partition that is detached: they cannot go with it, and attached back, they would be below what is gone.
-- Internal: called by drop_partition. Errors: SE020.
CREATE OR REPLACE FUNCTION require_unneeded_partition(p_partition partitions, p_force boolean)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoints text[] := ARRAY(
        SELECT c.name FROM checkpoints AS c
        WHERE c.global_position < p_partition.last_position AND NOT p_force
        ORDER BY c.global_position, c.name
        LIMIT 10
    );
    v_messages bigint := (
        SELECT count(*)
        FROM outbox_streams AS s
        INNER JOIN outbox AS o ON o.stream_id = s.stream_id
        WHERE NOT p_force
            AND least(s.first_position, s.replayed_position) <= p_partition.last_position
            AND o.global_position BETWEEN p_partition.first_position AND p_partition.last_position
            AND o.timestamp >= p_partition.lower_bound
            AND o.timestamp < p_partition.upper_bound
            AND o.done_at IS NULL
            AND o.parked_at IS NULL
    );
    v_earlier bigint := 0;
    v_name text;
    v_found bigint;
    v_detached bigint := 0;
    v_detached_names text[] := ARRAY[]::text[];
BEGIN
    IF NOT p_force THEN
        -- Only streams of which the partition does not hold all that is left up to its last version are looked up elsewhere.
        EXECUTE format(
            'SELECT count(*) FROM (SELECT e.stream_id, max(e.version) AS version, count(*) AS events FROM %I AS e GROUP BY 1) '
            'AS d LEFT JOIN scavenged_streams AS g ON g.stream_id = d.stream_id '
            'INNER JOIN events AS e ON e.stream_id = d.stream_id AND e.version < d.version '
            'WHERE d.version - d.events + 1 > coalesce(g.scavenged_before, 1)', p_partition.partition_name
        ) INTO v_earlier;
    END IF;
    FOR v_name IN
        SELECT p.partition_name FROM partitions AS p
        WHERE p.state IN ('detaching', 'detached')
            AND p.partition_name <> p_partition.partition_name
            AND NOT is_attached_partition(p.partition_name)
            AND partition_table(p.partition_name) IS NOT NULL
    LOOP
        EXECUTE format(
            'SELECT count(*) FROM (SELECT e.stream_id, max(e.version) AS version FROM %I AS e GROUP BY 1) AS d '
            'INNER JOIN %I AS e ON e.stream_id = d.stream_id AND e.version < d.version', p_partition.partition_name, v_name
        ) INTO v_found;
        IF v_found > 0 THEN
            v_detached := v_detached + v_found;
            v_detached_names := v_detached_names || v_name;
        END IF;
    END LOOP;
    IF cardinality(v_checkpoints) > 0 OR v_messages > 0 OR v_earlier > 0 OR v_detached > 0 THEN
        PERFORM raise_error(
            'SE020',
            format(
                'partition %s is still needed: %s', p_partition.partition_name,
                concat_ws(
                    '; ',
                    CASE
                        WHEN cardinality(v_checkpoints) > 0
                            THEN format('checkpoints below its end: %s', array_to_string(v_checkpoints, ', '))
                    END,
                    CASE WHEN v_messages > 0 THEN format('%s pending messages of the outbox', v_messages) END,
                    CASE
                        WHEN v_earlier > 0
                            THEN format('%s older events of its streams in other partitions would go with it', v_earlier)
                    END,
                    CASE
                        WHEN v_detached > 0
                            THEN format(
                                '%s older events of its streams are detached and could not be attached again: %s', v_detached,
                                array_to_string(v_detached_names, ', ')
                            )
                    END
                )
            ),
            json_build_object(
                'partition', p_partition.partition_name, 'last_position', p_partition.last_position,
                'checkpoints', v_checkpoints, 'pending_messages', v_messages, 'earlier_events', v_earlier + v_detached,
                'detached_partitions', v_detached_names
            ),
            CASE
                WHEN v_detached > 0 THEN 'Drop the detached partitions with older events first, or attach them.'
                ELSE 'Attach it and let the readers pass it first, delete the checkpoints of those that are gone, drop older '
                    'partitions first; or p_force => true.'
            END
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_unneeded_partition(partitions, boolean) IS
'Internal. Refuses (SE020) to drop a partition that a checkpoint, the outbox or a stream still needs.';

REVOKE ALL ON FUNCTION require_unneeded_partition(partitions, boolean) FROM PUBLIC;
