-- The number of rows of a partition's table, read from the table itself: a damaged index may not lead to all of them.
-- Internal: called by copy_partition_rows.
CREATE OR REPLACE FUNCTION count_partition_rows(p_table regclass)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET enable_indexscan TO 'off'
SET enable_indexonlyscan TO 'off'
SET enable_bitmapscan TO 'off'
AS $function$
DECLARE
    v_rows bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %s', p_table) INTO v_rows;
    RETURN v_rows;
END
$function$;

COMMENT ON FUNCTION count_partition_rows(regclass) IS
'Internal. The number of rows of a partition''s table, read without its indexes.';

REVOKE ALL ON FUNCTION count_partition_rows(regclass) FROM PUBLIC;
