-- Verifies that every stream has as many events as its version says, less those that were scavenged, and every event its id,
-- and names the streams that have not, at most p_limit. verify() starts from the events that are there; this finds those that
-- are gone without a trace among them: all events of a stream, or its last ones.
--
-- Events of detached partitions are counted. Concurrency: one snapshot; appends go on. Reads the whole store once. Errors:
-- SE005 for a limit outside 1 to 100,000.
CREATE OR REPLACE FUNCTION verify_streams(p_limit integer DEFAULT 1000)
RETURNS TABLE (
    tenant text,
    aggregate_type text,
    aggregate_id text,
    version bigint,
    events bigint,
    event_ids bigint,
    detail text
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 10
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_is_restricted boolean := current_tenants() IS NOT NULL;
BEGIN
    PERFORM check_read(NULL, p_limit);
    RETURN QUERY
    WITH counted AS (
        SELECT c.stream_id, sum(c.events)::bigint AS events, min(c.tenant) AS tenant, min(c.aggregate_type) AS aggregate_type,
            min(c.aggregate_id) AS aggregate_id
        FROM (
            SELECT e.stream_id, count(*) AS events, min(e.tenant) AS tenant, min(e.aggregate_type) AS aggregate_type,
                min(e.aggregate_id) AS aggregate_id
            FROM events AS e
            GROUP BY e.stream_id
            UNION ALL
            SELECT d.stream_id, d.events, d.tenant, d.aggregate_type, d.aggregate_id FROM count_detached_events() AS d
        ) AS c
        GROUP BY c.stream_id
    ),
    identified AS (
        -- Ids have no tenant: of those that belong to no stream that the role sees, it learns nothing.
        SELECT i.stream_id, count(*) AS event_ids FROM event_ids AS i
        WHERE NOT v_is_restricted
            OR i.stream_id IN (SELECT s.stream_id FROM streams AS s UNION SELECT c.stream_id FROM counted AS c)
        GROUP BY i.stream_id
    ),
    compared AS (
        SELECT
            coalesce(s.tenant, c.tenant) AS tenant,
            coalesce(s.aggregate_type, c.aggregate_type) AS aggregate_type,
            coalesce(s.aggregate_id, c.aggregate_id) AS aggregate_id,
            coalesce(s.version, 0) AS version,
            coalesce(s.version - coalesce(g.scavenged_before, 1) + 1, 0) AS kept,
            coalesce(c.events, 0) AS events,
            coalesce(i.event_ids, 0) AS event_ids
        FROM streams AS s
        LEFT JOIN scavenged_streams AS g ON g.stream_id = s.stream_id
        FULL JOIN counted AS c ON c.stream_id = s.stream_id
        FULL JOIN identified AS i ON i.stream_id = coalesce(s.stream_id, c.stream_id)
    )
    SELECT
        c.tenant, c.aggregate_type, c.aggregate_id, c.version, c.events, c.event_ids,
        concat_ws(
            '; ',
            CASE WHEN c.version = 0 THEN 'the stream is absent' END,
            CASE WHEN c.events < c.kept THEN format('%s events are missing', c.kept - c.events) END,
            CASE WHEN c.events > c.kept AND c.version > 0 THEN format('%s events too many', c.events - c.kept) END,
            CASE WHEN c.event_ids < c.events THEN format('%s event ids are missing', c.events - c.event_ids) END,
            CASE WHEN c.event_ids > c.events THEN format('%s event ids lead to no event', c.event_ids - c.events) END
        )
    FROM compared AS c
    WHERE c.kept <> c.events OR c.events <> c.event_ids
    ORDER BY c.tenant, c.aggregate_type, c.aggregate_id
    LIMIT p_limit;
END
$function$;

COMMENT ON FUNCTION verify_streams(integer) IS
'Verifies that every stream has as many events as its version says and every event its id; one row a stream that has not.';

REVOKE ALL ON FUNCTION verify_streams(integer) FROM PUBLIC;
