-- The messages that are parked, by position, after p_position; the lease is null. p_tenant null: all tenants.
-- Errors: SE005 for a limit outside 1 to 100,000 or a negative position.
CREATE OR REPLACE FUNCTION list_parked_outbox_messages(
    p_position bigint DEFAULT 0,
    p_limit integer DEFAULT 100,
    p_tenant text DEFAULT NULL
)
RETURNS SETOF outbox_message
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM check_read(p_position, p_limit);
    RETURN QUERY
    SELECT
        NULL::uuid, o.attempts, o.last_error, o.parked_at,
        o.global_position, o.tenant, o.aggregate_type, o.aggregate_id, o.version, o.event_id, o.event_type, o.schema_version,
        o.content_type, o.data, o.data_bytes, o.metadata, o.correlation_id, o.causation_id, o.user_id, o.timestamp,
        o.recorded_at, o.checksum
    FROM outbox AS o
    WHERE o.parked_at IS NOT NULL
        AND o.global_position > coalesce(p_position, 0)
        AND (p_tenant IS NULL OR o.tenant = p_tenant)
    ORDER BY o.global_position
    LIMIT p_limit;
END
$function$;

COMMENT ON FUNCTION list_parked_outbox_messages(bigint, integer, text) IS
'The messages of the outbox that are parked, by position, with their last error.';

REVOKE ALL ON FUNCTION list_parked_outbox_messages(bigint, integer, text) FROM PUBLIC;
