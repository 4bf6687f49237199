-- Builds on a table the indexes that another one has, as compressing_index_1, compressing_index_2 …, and returns the names that
-- they have there, in this order. Rests after each (maintenance_share_percent).
-- Internal: called by compress_partition.
CREATE OR REPLACE FUNCTION copy_partition_indexes(p_old regclass, p_new regclass)
RETURNS text[]
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_names text[] := ARRAY[]::text[];
    v_index record;
    v_begun timestamptz;
BEGIN
    FOR v_index IN
        SELECT
            c.relname,
            pg_get_indexdef(i.indexrelid) AS definition,
            format(
                'CREATE %sINDEX %I ON %I.%I ', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, c.relname,
                current_schema(), t.relname
            ) AS head
        FROM pg_index AS i
        INNER JOIN pg_class AS c ON c.oid = i.indexrelid
        INNER JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE i.indrelid = p_old AND i.indisvalid
        ORDER BY c.relname
    LOOP
        -- The definition after its head is the same for every table with these columns.
        IF NOT starts_with(v_index.definition, v_index.head) THEN
            PERFORM raise_error(
                'SE022', format('index %s cannot be copied', v_index.relname),
                json_build_object('index', v_index.relname, 'definition', v_index.definition),
                'Drop the index, compress the partition, and make the index again.'
            );
        END IF;
        v_names := v_names || v_index.relname::text;
        v_begun := clock_timestamp();
        EXECUTE format(
            'CREATE %sINDEX %I ON %s ', CASE WHEN v_index.definition LIKE 'CREATE UNIQUE%' THEN 'UNIQUE ' ELSE '' END,
            'compressing_index_' || cardinality(v_names), p_new
        ) || substr(v_index.definition, length(v_index.head) + 1);
        PERFORM rest_after_work(clock_timestamp() - v_begun);
    END LOOP;
    RETURN v_names;
END
$function$;

COMMENT ON FUNCTION copy_partition_indexes(regclass, regclass) IS
'Internal. Builds on a table the indexes that another one has, and returns their names there.';

REVOKE ALL ON FUNCTION copy_partition_indexes(regclass, regclass) FROM PUBLIC;
