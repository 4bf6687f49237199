-- The statements that drop a detached partition, one a batch, each a transaction of its own, for psql's \gexec:
--
--   \set ON_ERROR_STOP on
--   SELECT statement FROM drop_partition_statements('events_2024_01') \gexec
--
-- What it means: drop_partition().
-- Concurrency: reads only. Errors: SE005 for a name that no partition has, or a limit outside 1 to 100,000; SE020 when it is
-- not detached, or its table cannot be dropped as it is.
CREATE OR REPLACE FUNCTION drop_partition_statements(
    p_partition_name text,
    p_force boolean DEFAULT false,
    p_limit integer DEFAULT 10000
)
RETURNS TABLE (step integer, statement text)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['detached', 'dropping']);
    v_events bigint;
BEGIN
    PERFORM check_read(NULL, p_limit);
    PERFORM require_partition_table(p_partition_name, 'drop');
    EXECUTE format('SELECT count(*) FROM %I AS e WHERE e.global_position >= $1', p_partition_name)
    INTO v_events USING v_partition.first_position;
    RETURN QUERY
    SELECT
        n::integer,
        format(
            'SELECT * FROM %I.drop_partition(%L, %L, %s)', current_schema(), p_partition_name, coalesce(p_force, false), p_limit
        )
    FROM generate_series(1, v_events / p_limit + 1) AS n;
END
$function$;

COMMENT ON FUNCTION drop_partition_statements(text, boolean, integer) IS
'The statements that drop a detached partition batch by batch, for psql''s \gexec.';

REVOKE ALL ON FUNCTION drop_partition_statements(text, boolean, integer) FROM PUBLIC;
