-- The first event in a detached partition that a read by global position would pass over, and where it is; nulls when there is
-- none. p_after < position <= p_until; backwards it is the last of them. The filters are those of the read;
-- p_condition is SQL made by the caller, in which $8 is p_value.
-- Internal: called by the reading functions when the registry has a detached partition, and so seldom. Errors: SE020 when the
-- table of one is amiss: what it holds is not known.
CREATE OR REPLACE FUNCTION detached_position(
    p_after bigint,
    p_until bigint,
    p_backwards boolean DEFAULT false,
    p_aggregate_types text[] DEFAULT NULL,
    p_event_types text[] DEFAULT NULL,
    p_tenant text DEFAULT NULL,
    p_from timestamptz DEFAULT NULL,
    p_before timestamptz DEFAULT NULL,
    p_condition text DEFAULT NULL,
    p_value text DEFAULT NULL,
    OUT partition_name text,
    OUT global_position bigint
)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_name text;
    v_position bigint;
BEGIN
    FOR v_name IN
        SELECT p.partition_name FROM partitions AS p
        WHERE p.state IN ('detaching', 'detached') AND NOT p.is_passed_over
            AND p.first_position <= p_until AND coalesce(p.last_position > p_after, true)
            AND coalesce(p.upper_bound > p_from, true) AND coalesce(p.lower_bound < p_before, true)
    LOOP
        PERFORM require_partition_table(v_name);
        EXECUTE format('SELECT e.global_position FROM %I AS e', v_name)
            -- A detached table has no policy of its own: the tenants that the role may see are those of events.
            || ' WHERE e.tenant = ANY (coalesce((SELECT current_tenants()), ARRAY[e.tenant]))'
            || ' AND e.global_position > $1 AND e.global_position <= $2'
            || CASE WHEN p_aggregate_types IS NULL THEN '' ELSE ' AND e.aggregate_type = ANY ($3)' END
            || CASE WHEN p_event_types IS NULL THEN '' ELSE ' AND e.event_type = ANY ($4)' END
            || CASE WHEN p_tenant IS NULL THEN '' ELSE ' AND e.tenant = $5' END
            || CASE WHEN p_from IS NULL THEN '' ELSE ' AND e.timestamp >= $6' END
            || CASE WHEN p_before IS NULL THEN '' ELSE ' AND e.timestamp < $7' END
            || coalesce(' AND ' || p_condition, '')
            || ' ORDER BY e.global_position'
            || CASE WHEN p_backwards THEN ' DESC' ELSE '' END
            || ' LIMIT 1'
        INTO v_position
        USING p_after, p_until, p_aggregate_types, p_event_types, p_tenant, p_from, p_before, p_value;
        IF global_position IS NULL OR (v_position < global_position) <> p_backwards THEN
            global_position := v_position;
            partition_name := CASE WHEN v_position IS NOT NULL THEN v_name END;
        END IF;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION detached_position(
    bigint, bigint, boolean, text[], text[], text, timestamptz, timestamptz, text, text
) IS
'Internal. The first event in a detached partition that a read by global position would pass over.';

REVOKE ALL ON FUNCTION detached_position(
    bigint, bigint, boolean, text[], text[], text, timestamptz, timestamptz, text, text
) FROM PUBLIC;
