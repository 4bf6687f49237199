-- The statements that compress an attached partition, in their order, for psql's \gexec:
--
--   \set ON_ERROR_STOP on
--   SELECT statement FROM compress_partition_statements('events_2024_01') \gexec
--
-- Each is a transaction of its own: appends must see that the partition is closed before it is copied. One that was open is
-- opened again at the end. Interrupted, it is begun anew from the first; then it is closed already and stays closed, as a
-- NOTICE says: open_partition() opens it. What it does: compress_partition().
-- Concurrency: reads only. Errors: SE005 for a name that no partition has; SE020 when it is detaching or dropping.
CREATE OR REPLACE FUNCTION compress_partition_statements(
    p_partition_name text,
    p_timeout interval DEFAULT '10 minutes'
)
RETURNS TABLE (step integer, statement text)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 4
SET search_path FROM CURRENT
SET intervalstyle TO 'postgres'
AS $function$
DECLARE
    v_schema text := current_schema();
    v_partition partitions := require_partition(p_partition_name, ARRAY['attached', 'closed', 'detached']);
BEGIN
    IF v_partition.state = 'closed' THEN
        RAISE NOTICE 'partition % is closed and stays closed', p_partition_name
            USING HINT = 'Where an interrupted compression has closed it, open it with open_partition() at the end.';
    END IF;
    RETURN QUERY
    SELECT s.number::integer, s.statement
    FROM unnest(ARRAY[
        CASE WHEN v_partition.state <> 'detached' THEN format('SELECT %I.close_partition(%L)', v_schema, p_partition_name) END,
        CASE WHEN v_partition.state <> 'detached' THEN format('SELECT %I.wait_for_transactions(%L)', v_schema, p_timeout) END,
        format('SELECT * FROM %I.compress_partition(%L)', v_schema, p_partition_name),
        CASE WHEN v_partition.state = 'attached' THEN format('SELECT %I.open_partition(%L)', v_schema, p_partition_name) END
    ]) WITH ORDINALITY AS s (statement, number)
    WHERE s.statement IS NOT NULL
    ORDER BY s.number;
END
$function$;

COMMENT ON FUNCTION compress_partition_statements(text, interval) IS
'The statements that compress an attached partition, in their order, for psql''s \gexec.';

REVOKE ALL ON FUNCTION compress_partition_statements(text, interval) FROM PUBLIC;
