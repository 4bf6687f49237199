-- Whether an event of a stream is in a partition that is detached.
-- Internal: called by verify where a version is missing.
CREATE OR REPLACE FUNCTION is_detached_version(p_stream_id bigint, p_version bigint)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_name text;
    v_exists boolean := false;
BEGIN
    FOR v_name IN
        SELECT p.partition_name FROM partitions AS p
        WHERE p.state IN ('detaching', 'detached', 'dropping')
            AND partition_table(p.partition_name) IS NOT NULL
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I AS e WHERE e.stream_id = $1 AND e.version = $2)', v_name)
        INTO v_exists USING p_stream_id, p_version;
        EXIT WHEN v_exists;
    END LOOP;
    RETURN v_exists;
END
$function$;

COMMENT ON FUNCTION is_detached_version(bigint, bigint) IS
'Internal. Whether an event of a stream is in a partition that is detached.';

REVOKE ALL ON FUNCTION is_detached_version(bigint, bigint) FROM PUBLIC;
