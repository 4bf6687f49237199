-- The trigger of an inline projection: hands the events of an append, as far as the filter lets them pass, to the
-- projection's function, in the append's own transaction. What the function raises, the append raises.
-- Internal: made by make_projection_inline on the table events.
CREATE OR REPLACE FUNCTION apply_inline_projection()
RETURNS trigger
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    -- Its arguments, and not its row of projections: a role whose tenants are isolated would not see that.
    v_aggregate_types text[] := nullif(TG_ARGV[2], '')::text[];
    v_event_types text[] := nullif(TG_ARGV[3], '')::text[];
    v_tenant text := nullif(TG_ARGV[4], 'all');
    v_events recorded_event[];
BEGIN
    v_events := ARRAY(
        SELECT
            (
                e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
                e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
                e.user_id, e.timestamp, e.recorded_at, e.checksum
            )::recorded_event
        FROM appended_events AS e
        WHERE (v_aggregate_types IS NULL OR e.aggregate_type = ANY (v_aggregate_types))
            AND (v_event_types IS NULL OR e.event_type = ANY (v_event_types))
            AND (v_tenant IS NULL OR e.tenant = substr(v_tenant, 2))
        ORDER BY e.global_position
    );
    IF cardinality(v_events) > 0 THEN
        EXECUTE format('SELECT %s($1, $2)', TG_ARGV[0]) USING v_events, TG_ARGV[1]::integer;
    END IF;
    RETURN NULL;
END
$function$;

COMMENT ON FUNCTION apply_inline_projection() IS
'Internal. The trigger of an inline projection: hands the events of an append to the projections function.';

REVOKE ALL ON FUNCTION apply_inline_projection() FROM PUBLIC;
