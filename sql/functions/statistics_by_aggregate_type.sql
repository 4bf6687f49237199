-- Numbers per aggregate type of a tenant (null: all tenants), most events first. Counts exactly: reads every partition once.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION statistics_by_aggregate_type(
    p_tenant text DEFAULT NULL
)
RETURNS TABLE (
    aggregate_type text,
    events bigint,
    streams bigint,
    data_size_bytes bigint,
    first_timestamp timestamptz,
    last_timestamp timestamptz
)
LANGUAGE sql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
    SELECT
        e.aggregate_type,
        count(*),
        count(DISTINCT e.stream_id),
        sum(coalesce(octet_length(e.data::text), octet_length(e.data_bytes)))::bigint,
        min(e.timestamp),
        max(e.timestamp)
    FROM events AS e
    WHERE p_tenant IS NULL OR e.tenant = p_tenant
    GROUP BY e.aggregate_type
    ORDER BY count(*) DESC, e.aggregate_type
$function$;

COMMENT ON FUNCTION statistics_by_aggregate_type(text) IS
'Events, bytes and times per aggregate type, most events first.';

REVOKE ALL ON FUNCTION statistics_by_aggregate_type(text) FROM PUBLIC;
