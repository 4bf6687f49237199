-- Copies the rows of a partition into an empty table in the order of their positions, with lz4 in every payload that gets
-- smaller by it, and returns how many.
--
-- PostgreSQL compresses only in rows of more than 2,032 bytes, whatever toast_tuple_target says, and most events are shorter.
-- So the rows go through a table in which a filler makes each of them long enough; a value that is compressed there is copied
-- as it is. An unlogged table, 10,000 rows at a time.
-- Internal: called by compress_partition.
CREATE OR REPLACE FUNCTION copy_partition_rows(p_old regclass, p_new regclass)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_columns text := (
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute AS a
        WHERE a.attrelid = p_new AND a.attnum > 0 AND NOT a.attisdropped
    );
    -- Made anew, or what was compressed in another way before would stay so.
    v_values text := (
        SELECT string_agg(
            CASE a.attname
                WHEN 'data' THEN '(e.data::text || '''')::json'
                WHEN 'metadata' THEN '(e.metadata::text || '''')::json'
                WHEN 'data_bytes' THEN 'e.data_bytes || ''''::bytea'
                ELSE 'e.' || quote_ident(a.attname)
            END, ', ' ORDER BY a.attnum
        ) FROM pg_attribute AS a
        WHERE a.attrelid = p_new AND a.attnum > 0 AND NOT a.attisdropped
    );
    v_rows_table regclass;
    v_column text;
    v_last bigint := -1;
    v_rows bigint;
    v_copied bigint := 0;
BEGIN
    EXECUTE format('CREATE UNLOGGED TABLE compressing_rows (LIKE %s)', p_new);
    v_rows_table := to_regclass('compressing_rows');
    EXECUTE format('REVOKE ALL ON TABLE %s FROM PUBLIC', v_rows_table);
    FOREACH v_column IN ARRAY ARRAY['data', 'data_bytes', 'metadata'] LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE MAIN', v_rows_table, v_column);
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION lz4', v_rows_table, v_column);
    END LOOP;
    EXECUTE format(
        'ALTER TABLE %s ADD COLUMN filler text NOT NULL DEFAULT repeat(''x'', 2048), '
        'ALTER COLUMN filler SET STORAGE PLAIN, SET (toast_tuple_target = 128, autovacuum_enabled = false)', v_rows_table
    );
    LOOP
        -- All rows of the last position of a batch belong to it, so that not even a damaged store loses one here.
        EXECUTE format(
            'INSERT INTO %4$s (%1$s) SELECT %2$s FROM %3$s AS e WHERE e.global_position > $1 '
            'AND e.global_position <= (SELECT max(n.global_position) FROM (SELECT m.global_position FROM %3$s AS m '
            'WHERE m.global_position > $1 ORDER BY m.global_position LIMIT 10000) AS n) ORDER BY e.global_position',
            v_columns, v_values, p_old, v_rows_table
        ) USING v_last;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        EXIT WHEN v_rows = 0;
        EXECUTE format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s AS e', p_new, v_columns, v_rows_table);
        v_copied := v_copied + v_rows;
        EXECUTE format('SELECT max(e.global_position) FROM %s AS e', v_rows_table) INTO v_last;
        EXECUTE format('TRUNCATE %s', v_rows_table);
    END LOOP;
    EXECUTE format('DROP TABLE %s', v_rows_table);
    RETURN v_copied;
END
$function$;

COMMENT ON FUNCTION copy_partition_rows(regclass, regclass) IS
'Internal. Copies the rows of a partition into an empty table in the order of their positions, payloads compressed with lz4.';

REVOKE ALL ON FUNCTION copy_partition_rows(regclass, regclass) FROM PUBLIC;
