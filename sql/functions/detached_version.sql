-- The first event of a stream in a detached partition that a read by version would pass over, from p_from_version (null: the
-- stream's end it begins at) on, or backwards down, with p_lower <= timestamp <= p_upper; nulls when there is none.
-- p_also_passed_over: also in one that reads pass over on purpose.
-- Internal: called by read_stream, and by what removes events, when the registry has a detached partition within the stream's
-- time, and so seldom. Errors: SE020 when the table of one is amiss: what it holds is not known.
CREATE OR REPLACE FUNCTION detached_version(
    p_stream_id bigint,
    p_from_version bigint,
    p_backwards boolean,
    p_lower timestamptz,
    p_upper timestamptz,
    p_also_passed_over boolean DEFAULT false,
    OUT partition_name text,
    OUT version bigint
)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_name text;
    v_version bigint;
BEGIN
    FOR v_name IN
        SELECT p.partition_name FROM partitions AS p
        WHERE p.state IN ('detaching', 'detached') AND (NOT p.is_passed_over OR p_also_passed_over)
            AND p.lower_bound <= p_upper AND p.upper_bound > p_lower
    LOOP
        PERFORM require_partition_table(v_name);
        EXECUTE format('SELECT e.version FROM %I AS e', v_name)
            || ' WHERE e.stream_id = $1 AND e.timestamp >= $3 AND e.timestamp <= $4'
            || CASE
                WHEN p_backwards THEN ' AND e.version <= coalesce($2, 9223372036854775807) ORDER BY e.version DESC LIMIT 1'
                ELSE ' AND e.version >= coalesce($2, 1) ORDER BY e.version LIMIT 1'
            END
        INTO v_version
        USING p_stream_id, p_from_version, p_lower, p_upper;
        IF version IS NULL OR (v_version < version) <> p_backwards THEN
            version := v_version;
            partition_name := CASE WHEN v_version IS NOT NULL THEN v_name END;
        END IF;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION detached_version(bigint, bigint, boolean, timestamptz, timestamptz, boolean) IS
'Internal. The first event of a stream in a detached partition that a read by version would pass over.';

REVOKE ALL ON FUNCTION detached_version(bigint, bigint, boolean, timestamptz, timestamptz, boolean) FROM PUBLIC;
