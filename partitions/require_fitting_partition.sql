-- Refuses a table that cannot be attached as what was detached: it is gone or belongs to another role, its columns are not
-- those of events, or it holds events that the store does not know, or that lie below what is removed of their stream for good:
-- the stream would have a hole above them.
-- Internal: called by attach_partition. Reads the whole partition. Errors: SE020.
CREATE OR REPLACE FUNCTION require_fitting_partition(p_partition partitions)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_table regclass := to_regclass(format('%I.%I', current_schema(), p_partition.partition_name));
    v_columns text[];
    v_unknown bigint := 0;
    v_below bigint := 0;
    v_reason text;
BEGIN
    PERFORM require_partition_table(p_partition.partition_name, 'own');
    v_columns := ARRAY(
        SELECT coalesce(e.attname, t.attname)
        FROM (
            SELECT a.* FROM pg_attribute AS a
            WHERE a.attrelid = 'events'::regclass AND a.attnum > 0 AND NOT a.attisdropped
        ) AS e
        FULL JOIN (SELECT a.* FROM pg_attribute AS a WHERE a.attrelid = v_table AND a.attnum > 0 AND NOT a.attisdropped) AS t
            USING (attname, atttypid, atttypmod, attcollation, attnotnull)
        WHERE e.attrelid IS NULL OR t.attrelid IS NULL
        ORDER BY 1
    );
    IF cardinality(v_columns) > 0 THEN
        v_reason := format('its columns %s are not those of events', array_to_string(v_columns, ', '));
    ELSE
        EXECUTE format(
            'SELECT count(*) FILTER (WHERE e.global_position > head_position() OR NOT EXISTS ('
            'SELECT FROM event_ids AS i WHERE i.event_id = e.event_id AND i.stream_id = e.stream_id AND i.version = e.version '
            'AND i.timestamp = e.timestamp)), count(*) FILTER (WHERE e.version < g.scavenged_before) '
            'FROM %I AS e LEFT JOIN scavenged_streams AS g ON g.stream_id = e.stream_id',
            p_partition.partition_name
        ) INTO v_unknown, v_below;
        IF v_unknown > 0 THEN
            v_reason := format('it has %s events that this store does not know', v_unknown);
        ELSIF v_below > 0 THEN
            v_reason := format('it has %s events below what was removed of their streams', v_below);
        END IF;
    END IF;
    IF v_reason IS NOT NULL THEN
        PERFORM raise_error(
            'SE020', format('table %s cannot be attached: %s', p_partition.partition_name, v_reason),
            json_build_object(
                'partition', p_partition.partition_name, 'columns', v_columns, 'unknown_events', v_unknown,
                'removed_events', v_below, 'reason', v_reason
            ),
            'It must be as it was detached: restore it, or drop it for good with drop_partition().'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_fitting_partition(partitions) IS
'Internal. Refuses (SE020) a table that cannot be attached as what was detached.';

REVOKE ALL ON FUNCTION require_fitting_partition(partitions) FROM PUBLIC;
