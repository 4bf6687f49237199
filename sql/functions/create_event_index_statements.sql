-- The statements that build an index on a path while appends and reads go on, in their order, for psql's \gexec:
--
--   \set ON_ERROR_STOP on
--   SELECT statement FROM create_event_index_statements('data.customer.id') \gexec
--
-- CREATE INDEX CONCURRENTLY runs in no function and no transaction block, so the caller sends each, as the owner of the schema.
-- Interrupted, run it again: what is whole is left, an invalid leftover is dropped and built anew. A path that has its whole
-- index has no statements. Which paths there are: event_index_target.sql says. kind: btree finds a value, gin contained JSON.
-- A detached partition gets its part when it is attached. For the owner only, and refused (42501) at once: an admin would get
-- no further than the first.
-- Warns when the path goes into data and some of it is compressed: no index sees that.
-- Concurrency: reads only. CREATE INDEX CONCURRENTLY waits for older transactions and keeps nobody waiting; the session's
-- lock_timeout would end that, so it is off for as long. It is on again where others would have to wait behind.
-- Errors: SE005 for what is no path or kind; SE022 for metadata.correlation_id.
CREATE OR REPLACE FUNCTION create_event_index_statements(p_path text, p_kind text DEFAULT 'btree')
RETURNS TABLE (step integer, statement text)
LANGUAGE plpgsql
VOLATILE
ROWS 10
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_schema text := current_schema();
    v_target record;
    v_timeout record;
BEGIN
    PERFORM require_all_tenants();
    SELECT s.* INTO v_timeout FROM lock_timeout_statements(0) AS s;
    SELECT t.* INTO STRICT v_target FROM event_index_target(p_path, p_kind) AS t;
    IF starts_with(p_path, 'data')
        AND EXISTS (SELECT FROM events AS e WHERE e.content_type LIKE 'application/json;encoding=%'
                AND payload_encoding(e.content_type) IS NOT NULL)
    THEN
        RAISE WARNING 'an index on % does not hold compressed payloads, and there are some', to_json(p_path)
            USING HINT = 'compression_statistics() counts them; read_by_value() and read_containing() refuse them with SE029, '
            'or pass over them with p_skip_compressed.';
    END IF;
    RETURN QUERY
    SELECT (row_number() OVER (ORDER BY a.lower_bound NULLS FIRST, a.number))::integer, a.statement
    FROM (
        SELECT NULL::timestamptz AS lower_bound, 1 AS number,
            format('SELECT %I.begin_event_index(%L, %L)', v_schema, p_path, p_kind) AS statement
        WHERE NOT EXISTS (
            SELECT FROM pg_index AS i WHERE i.indexrelid = to_regclass(format('%I.%I', v_schema, v_target.index_name))
        )
        UNION ALL
        SELECT p.lower_bound, s.number, s.statement
        FROM partitions AS p
        CROSS JOIN LATERAL (
            SELECT
                format('%s_%s_%s', left(p.partition_name, 24), p_kind, left(md5(p_path), 16)) AS index_name
        ) AS n
        LEFT JOIN pg_index AS i ON i.indexrelid = to_regclass(format('%I.%I', v_schema, n.index_name))
        CROSS JOIN LATERAL (
            VALUES
            (1, CASE WHEN i.indisvalid IS NOT TRUE THEN v_timeout.lift END),
            (2, CASE WHEN NOT i.indisvalid THEN format('DROP INDEX CONCURRENTLY %I.%I', v_schema, n.index_name) END),
            (
                3,
                CASE WHEN i.indisvalid IS NOT TRUE THEN format(
                    'CREATE INDEX CONCURRENTLY %I ON %I.%I %s', n.index_name, v_schema, p.partition_name, v_target.definition
                ) END
            ),
            (4, CASE WHEN i.indisvalid IS NOT TRUE THEN v_timeout.restore END),
            (
                5, format(
                    'ALTER INDEX %1$I.%2$I ATTACH PARTITION %1$I.%3$I', v_schema, v_target.index_name, n.index_name
                )
            )
        ) AS s (number, statement)
        WHERE is_attached_partition(p.partition_name)
            AND s.statement IS NOT NULL
            -- Whatever its name: the part may have been built when the partition was made.
            AND NOT EXISTS (
                SELECT FROM pg_inherits AS h
                INNER JOIN pg_index AS c ON c.indexrelid = h.inhrelid
                WHERE h.inhparent = to_regclass(format('%I.%I', v_schema, v_target.index_name))
                    AND c.indrelid = to_regclass(format('%I.%I', v_schema, p.partition_name))
            )
        UNION ALL
        -- The last month without a part was detached: PostgreSQL looks whether the index is whole only when a part is attached,
        -- be it one that is attached already.
        SELECT 'infinity', 6, format(
            'ALTER INDEX %1$I.%2$I ATTACH PARTITION %1$I.%3$I', v_schema, v_target.index_name, h.part
        )
        FROM pg_index AS x
        CROSS JOIN LATERAL (
            SELECT min(c.relname::text) AS part FROM pg_inherits AS i
            INNER JOIN pg_class AS c ON c.oid = i.inhrelid
            WHERE i.inhparent = x.indexrelid
        ) AS h
        WHERE x.indexrelid = to_regclass(format('%I.%I', v_schema, v_target.index_name))
            AND NOT x.indisvalid
            AND h.part IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM pg_inherits AS t
                WHERE t.inhparent = x.indrelid
                    AND NOT t.inhdetachpending
                    AND NOT EXISTS (
                        SELECT FROM pg_inherits AS i
                        INNER JOIN pg_index AS c ON c.indexrelid = i.inhrelid
                        WHERE i.inhparent = x.indexrelid AND c.indrelid = t.inhrelid
                    )
            )
    ) AS a
    ORDER BY 1;
END
$function$;

COMMENT ON FUNCTION create_event_index_statements(text, text) IS
'The statements that build an index on a path of data or metadata while appends go on, in their order, for psql''s \gexec.';

REVOKE ALL ON FUNCTION create_event_index_statements(text, text) FROM PUBLIC;
