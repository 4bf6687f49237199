-- The statements that detach a partition while appends and reads go on, in their order, for psql's \gexec:
--
--   \set ON_ERROR_STOP on
--   SELECT statement FROM detach_partition_statements('events_2024_01') \gexec
--
-- DETACH … CONCURRENTLY runs in no function and no transaction block, so the caller sends each, as the owner of the schema.
-- Interrupted, it is begun anew from the first, or ended by maintain_partitions(). What it means: detach_partition().
-- For the owner only, and refused (42501) at once: an admin would get no further than the second.
-- Concurrency: reads only. DETACH CONCURRENTLY waits for all transactions that use events, p_timeout at most for each, and
-- keeps nobody waiting; one that uses the month's table by its name keeps readers of that month waiting with it.
-- Errors: SE005 for a name that no partition has; SE020 when it is detached.
CREATE OR REPLACE FUNCTION detach_partition_statements(
    p_partition_name text,
    p_timeout interval DEFAULT '10 minutes'
)
RETURNS TABLE (step integer, statement text)
LANGUAGE plpgsql
VOLATILE
ROWS 6
SET search_path FROM CURRENT
SET intervalstyle TO 'postgres'
AS $function$
DECLARE
    v_schema text := current_schema();
    v_is_attached boolean;
    v_timeout record;
BEGIN
    PERFORM require_partition(p_partition_name, ARRAY['attached', 'closed', 'detaching']);
    v_is_attached := is_attached_partition(p_partition_name);
    -- At least 1: 0 would be no limit at all.
    SELECT t.* INTO v_timeout
    FROM lock_timeout_statements(
        least(greatest(coalesce(extract(epoch FROM p_timeout) * 1000, 1), 1), 2147483647)::bigint
    ) AS t;
    RETURN QUERY
    SELECT s.number::integer, s.statement
    FROM unnest(ARRAY[
        format('SELECT %I.begin_detach_partition(%L)', v_schema, p_partition_name),
        format('SELECT %I.wait_for_transactions(%L)', v_schema, p_timeout),
        CASE WHEN v_is_attached THEN v_timeout.lift END,
        CASE
            WHEN v_is_attached
                THEN format('ALTER TABLE %1$I.events DETACH PARTITION %1$I.%2$I CONCURRENTLY', v_schema, p_partition_name)
        END,
        CASE WHEN v_is_attached THEN v_timeout.restore END,
        format('SELECT %I.finish_detach_partition(%L)', v_schema, p_partition_name)
    ]) WITH ORDINALITY AS s (statement, number)
    WHERE s.statement IS NOT NULL
    ORDER BY s.number;
END
$function$;

COMMENT ON FUNCTION detach_partition_statements(text, interval) IS
'The statements that detach a partition while appends and reads go on, in their order, for psql''s \gexec.';

REVOKE ALL ON FUNCTION detach_partition_statements(text, interval) FROM PUBLIC;
