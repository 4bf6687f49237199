-- What compression saves: per event type and encoding (null: stored as it was given) the events of a tenant (null: of all), the
-- bytes of their data before and as they are stored, and the part that is left. The largest saving first. Counts exactly: reads
-- every partition once.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION compression_statistics(
    p_tenant text DEFAULT NULL
)
RETURNS TABLE (
    event_type text,
    encoding text,
    events bigint,
    original_size_bytes bigint,
    stored_size_bytes bigint,
    ratio numeric
)
LANGUAGE sql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
    SELECT
        t.event_type, t.encoding, t.events, t.original_size, t.stored_size,
        round(t.stored_size::numeric / nullif(t.original_size, 0), 3)
    FROM (
        SELECT
            e.event_type,
            payload_encoding(e.content_type) AS encoding,
            count(*) AS events,
            sum(coalesce(payload_original_size(e.content_type), octet_length(e.data::text), octet_length(e.data_bytes)))::bigint
                AS original_size,
            sum(coalesce(octet_length(e.data::text), octet_length(e.data_bytes)))::bigint AS stored_size
        FROM events AS e
        WHERE p_tenant IS NULL OR e.tenant = p_tenant
        GROUP BY e.event_type, payload_encoding(e.content_type)
    ) AS t
    ORDER BY t.original_size - t.stored_size DESC, t.stored_size DESC, t.event_type, t.encoding
$function$;

COMMENT ON FUNCTION compression_statistics(text) IS
'Per event type and encoding: events, bytes before compression and as stored, and the part that is left.';

REVOKE ALL ON FUNCTION compression_statistics(text) FROM PUBLIC;
