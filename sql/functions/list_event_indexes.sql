-- The indexes of events with size and use: those of the store (path null) and those on demand. An index is used only while it
-- is valid, which it is when it covers all attached partitions; unfinished names what an interrupted building left.
-- scans counts since the statistics were reset, over all partitions.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION list_event_indexes()
RETURNS TABLE (
    index_name text,
    path text,
    kind text,
    is_valid boolean,
    partitions_covered bigint,
    partitions_attached bigint,
    size_bytes bigint,
    size text,
    scans bigint,
    definition text,
    unfinished text[]
)
LANGUAGE sql
STABLE
SECURITY DEFINER
ROWS 10
SET search_path FROM CURRENT
AS $function$
    SELECT
        c.relname::text,
        d.description ->> 'path',
        a.amname::text,
        i.indisvalid,
        t.covered,
        (SELECT count(*) FROM pg_inherits AS h WHERE h.inhparent = 'events'::regclass AND NOT h.inhdetachpending),
        t.size_bytes + l.size_bytes,
        pg_size_pretty(t.size_bytes + l.size_bytes),
        t.scans,
        pg_get_indexdef(i.indexrelid),
        l.names
    FROM pg_index AS i
    INNER JOIN pg_class AS c ON c.oid = i.indexrelid
    INNER JOIN pg_am AS a ON a.oid = c.relam
    CROSS JOIN LATERAL (
        -- Only what begin_event_index() makes bears such a name, and its comment is JSON.
        SELECT CASE
            WHEN starts_with(c.relname, 'event_index_') THEN obj_description(c.oid, 'pg_class')::json
        END AS description
    ) AS d
    CROSS JOIN LATERAL (
        SELECT
            count(*) FILTER (WHERE p.indisvalid) AS covered,
            coalesce(sum(pg_relation_size(h.inhrelid)), 0)::bigint AS size_bytes,
            coalesce(sum(pg_stat_get_numscans(h.inhrelid)), 0)::bigint AS scans
        FROM pg_inherits AS h
        INNER JOIN pg_index AS p ON p.indexrelid = h.inhrelid
        WHERE h.inhparent = i.indexrelid
    ) AS t
    CROSS JOIN LATERAL (
        SELECT
            coalesce(array_agg(x.relname::text ORDER BY x.relname), '{}') AS names,
            coalesce(sum(pg_relation_size(x.oid)), 0)::bigint AS size_bytes
        FROM partitions AS p
        INNER JOIN pg_index AS o ON o.indrelid = to_regclass(format('%I.%I', current_schema(), p.partition_name))
        INNER JOIN pg_class AS x
            ON x.oid = o.indexrelid
            AND x.relname = format('%s_%s_%s', left(p.partition_name, 24), a.amname, left(md5(d.description ->> 'path'), 16))
        WHERE NOT EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhrelid = o.indexrelid)
    ) AS l
    WHERE i.indrelid = 'events'::regclass AND require_all_tenants()
    ORDER BY d.description ->> 'path' NULLS FIRST, c.relname
$function$;

COMMENT ON FUNCTION list_event_indexes() IS
'The indexes of events with path, kind, validity, partitions covered, size and use.';

REVOKE ALL ON FUNCTION list_event_indexes() FROM PUBLIC;
