-- Enters into the registry that a partition is detached, with the exact range of its positions.
-- Internal: called when the catalog says so. Errors: SE020 when its table is amiss.
CREATE OR REPLACE FUNCTION settle_partition(p_partition_name text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_first bigint;
    v_last bigint;
BEGIN
    PERFORM require_partition_table(p_partition_name);
    EXECUTE format('SELECT min(e.global_position), max(e.global_position) FROM %I AS e', p_partition_name)
    INTO v_first, v_last;
    UPDATE partitions AS p
    SET state = 'detached', first_position = coalesce(v_first, p.first_position), last_position = coalesce(v_last, 0)
    WHERE p.partition_name = p_partition_name;
END
$function$;

COMMENT ON FUNCTION settle_partition(text) IS
'Internal. Enters into the registry that a partition is detached, with the exact range of its positions.';

REVOKE ALL ON FUNCTION settle_partition(text) FROM PUBLIC;
