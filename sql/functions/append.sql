-- Appends events to one stream, written for people: the events are one JSON array of objects.
--
--   SELECT * FROM append('order', '4711', 0, '[{"event_type": "OrderPlaced", "data": {"total": 12.5}}]');
--
-- Keys of an event: event_type and data are needed; event_id, timestamp, schema_version, metadata (an object),
-- correlation_id, causation_id and user_id are optional. A key that is not known is refused.
--
-- Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id.
-- Concurrency and errors: as append_streams.
CREATE OR REPLACE FUNCTION append(
    p_aggregate_type text,
    p_aggregate_id text,
    p_expected_version bigint,
    p_events json,
    p_tenant text DEFAULT '',
    OUT stream_version bigint,
    OUT first_position bigint,
    OUT last_position bigint,
    OUT already_stored boolean
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_unknown text;
BEGIN
    IF p_events IS NULL OR json_typeof(p_events) <> 'array' THEN
        PERFORM raise_error(
            'SE005', 'p_events must be a JSON array of objects', json_build_object('argument', 'p_events'),
            'Write for example [{"event_type": "OrderPlaced", "data": {}}].'
        );
    END IF;
    SELECT min(coalesce(k.key, 'an element that is not an object')) INTO v_unknown
    FROM json_array_elements(p_events) AS e (event)
    LEFT JOIN LATERAL (
        SELECT o.key
        FROM json_object_keys(CASE WHEN json_typeof(e.event) = 'object' THEN e.event ELSE '{}' END) AS o (key)
    ) AS k ON true
    WHERE json_typeof(e.event) <> 'object' OR k.key NOT IN (
        'event_type', 'data', 'event_id', 'timestamp', 'schema_version', 'metadata',
        'correlation_id', 'causation_id', 'user_id'
    );
    IF v_unknown IS NOT NULL THEN
        PERFORM raise_error(
            'SE005', format('p_events has %s, which no event has', to_json(v_unknown)),
            json_build_object('argument', 'p_events', 'key', v_unknown),
            'The keys are event_type, data, event_id, timestamp, schema_version, metadata, correlation_id, causation_id '
            'and user_id.'
        );
    END IF;
    SELECT a.stream_version, a.first_position, a.last_position, a.already_stored
    INTO stream_version, first_position, last_position, already_stored
    FROM (
        SELECT
            array_agg(1) AS streams,
            array_agg((e.event ->> 'event_id')::uuid ORDER BY e.number) AS event_ids,
            array_agg(e.event ->> 'event_type' ORDER BY e.number) AS event_types,
            array_agg((e.event -> 'data')::text ORDER BY e.number) AS data,
            array_agg((e.event -> 'metadata')::text ORDER BY e.number) AS metadata,
            array_agg((e.event ->> 'timestamp')::timestamptz ORDER BY e.number) AS timestamps,
            array_agg(e.event ->> 'correlation_id' ORDER BY e.number) AS correlation_ids,
            array_agg(e.event ->> 'causation_id' ORDER BY e.number) AS causation_ids,
            array_agg(e.event ->> 'user_id' ORDER BY e.number) AS user_ids,
            array_agg((e.event ->> 'schema_version')::integer ORDER BY e.number) AS schema_versions
        FROM json_array_elements(p_events) WITH ORDINALITY AS e (event, number)
    ) AS e
    CROSS JOIN LATERAL append_streams(
        p_aggregate_types => ARRAY[p_aggregate_type],
        p_aggregate_ids => ARRAY[p_aggregate_id],
        p_expected_versions => ARRAY[p_expected_version],
        p_event_streams => e.streams,
        p_event_ids => e.event_ids,
        p_event_types => e.event_types,
        p_data => e.data,
        p_metadata => e.metadata,
        p_timestamps => e.timestamps,
        p_correlation_ids => e.correlation_ids,
        p_causation_ids => e.causation_ids,
        p_user_ids => e.user_ids,
        p_schema_versions => e.schema_versions,
        p_tenants => ARRAY[p_tenant]
    ) AS a;
END
$function$;

COMMENT ON FUNCTION append(text, text, bigint, json, text) IS
'Appends events, given as a JSON array of objects, to one stream. '
'Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id.';

REVOKE ALL ON FUNCTION append(text, text, bigint, json, text) FROM PUBLIC;
