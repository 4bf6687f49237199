-- Reads one event by its id; no row when there is none, or it is another tenant's (null: whichever tenant's it is).
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION read_event(
    p_event_id uuid,
    p_tenant text DEFAULT ''
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
BEGIN
    RETURN QUERY
    SELECT
        e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
        e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
        e.user_id, e.timestamp, e.recorded_at, e.checksum
    FROM event_ids AS i
    INNER JOIN events AS e ON e.timestamp = i.timestamp AND e.stream_id = i.stream_id AND e.version = i.version
    WHERE i.event_id = p_event_id AND (p_tenant IS NULL OR e.tenant = p_tenant);
END
$function$;

COMMENT ON FUNCTION read_event(uuid, text) IS
'Reads one event by its id; no row when there is none.';

REVOKE ALL ON FUNCTION read_event(uuid, text) FROM PUBLIC;
