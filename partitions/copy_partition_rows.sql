-- Copies the rows of a partition into an empty table in the order of their positions, with lz4 in every payload that gets
-- smaller by it. Each batch is compared with the old rows by position and checksum, and its checksums are computed anew.
-- Returns how many were copied, how many of them do not have their checksum, and how many differ or are not there: the old
-- table's rows are counted without its indexes, one of which may be damaged.
--
-- PostgreSQL compresses only in rows of more than 2,032 bytes, whatever toast_tuple_target says, and most events are shorter.
-- So the rows go through a table in which a filler makes each of them long enough; a value that is compressed there is copied
-- as it is. An unlogged table, 1,000 rows at a time, with a rest after each (maintenance_share_percent).
-- Internal: called by compress_partition.
CREATE OR REPLACE FUNCTION copy_partition_rows(
    p_old regclass,
    p_new regclass,
    OUT copied bigint,
    OUT damaged bigint,
    OUT differing bigint
)
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
    v_begun timestamptz;
    v_before bigint := -9223372036854775808;
    v_last bigint;
    v_places tid[];
    v_rows bigint;
    v_damaged bigint;
    v_differing bigint;
BEGIN
    copied := 0;
    damaged := 0;
    differing := 0;
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
        v_begun := clock_timestamp();
        EXECUTE format(
            'SELECT max(n.global_position) FROM (SELECT m.global_position FROM %s AS m '
            'WHERE m.global_position > $1 ORDER BY m.global_position LIMIT 1000) AS n', p_old
        ) INTO v_last USING v_before;
        EXIT WHEN v_last IS NULL;
        -- With all rows of its last position, so that not even a damaged store loses one between two batches.
        EXECUTE format(
            'INSERT INTO %4$s (%1$s) SELECT %2$s FROM %3$s AS e WHERE e.global_position > $1 '
            'AND e.global_position <= $2 ORDER BY e.global_position',
            v_columns, v_values, p_old, v_rows_table
        ) USING v_before, v_last;
        -- Rows may go to earlier pages with room, so the insert says where they are.
        EXECUTE format(
            'WITH inserted AS (INSERT INTO %1$s AS n (%2$s) SELECT %2$s FROM %3$s AS e RETURNING n.ctid) '
            'SELECT array_agg(i.ctid), count(*) FROM inserted AS i', p_new, v_columns, v_rows_table
        ) INTO v_places, v_rows;
        EXECUTE format('TRUNCATE %s', v_rows_table);
        EXECUTE format(
            'WITH copied AS MATERIALIZED (SELECT * FROM %1$s AS n WHERE n.ctid = ANY ($1)) '
            'SELECT (SELECT count(*) FROM copied AS e WHERE e.checksum <> event_checksum(e.global_position, e.stream_id, '
            'e.version, e.timestamp, e.recorded_at, e.event_id, e.schema_version, e.tenant, e.aggregate_type, e.aggregate_id, '
            'e.event_type, e.correlation_id, e.causation_id, e.user_id, e.content_type, e.data, e.data_bytes, e.metadata)), '
            '(SELECT count(*) FROM (SELECT o.global_position, o.checksum FROM %2$s AS o '
            'WHERE o.global_position > $2 AND o.global_position <= $3 EXCEPT ALL '
            'SELECT c.global_position, c.checksum FROM copied AS c) AS d)', p_new, p_old
        ) INTO v_damaged, v_differing USING v_places, v_before, v_last;
        copied := copied + v_rows;
        damaged := damaged + v_damaged;
        differing := differing + v_differing;
        v_before := v_last;
        PERFORM rest_after_work(clock_timestamp() - v_begun);
    END LOOP;
    EXECUTE format('DROP TABLE %s', v_rows_table);
    -- What the index does not lead to is not copied.
    differing := differing + abs(count_partition_rows(p_old) - copied);
END
$function$;

COMMENT ON FUNCTION copy_partition_rows(regclass, regclass) IS
'Internal. Copies the rows of a partition into an empty table in the order of their positions, payloads compressed with lz4.';

REVOKE ALL ON FUNCTION copy_partition_rows(regclass, regclass) FROM PUBLIC;
