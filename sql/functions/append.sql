-- Appends events to one stream, written for people: the events are one JSON array of objects.
--
--   SELECT * FROM append('order', '4711', 0, '[{"event_type": "OrderPlaced", "data": {"total": 12.5}}]');
--
-- Keys of an event: event_type and data are needed; event_id, timestamp, schema_version, metadata (an object),
-- correlation_id, causation_id and user_id are optional, and null means not given. A key that is not known is refused.
-- A timestamp without a time zone is UTC, whatever the session's time zone and date style.
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
SET timezone TO 'UTC'
SET datestyle TO 'ISO, MDY'
AS $function$
DECLARE
    v_unknown text;
    v_events record;
BEGIN
    IF p_events IS NULL OR json_typeof(p_events) <> 'array' THEN
        PERFORM raise_error(
            'SE005', 'p_events must be a JSON array of objects', json_build_object('argument', 'p_events'),
            'Write for example [{"event_type": "OrderPlaced", "data": {}}].'
        );
    END IF;
    BEGIN
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
        SELECT
            array_agg(1) AS streams,
            array_agg((e.event ->> 'event_id')::uuid ORDER BY e.number) AS event_ids,
            array_agg(e.event ->> 'event_type' ORDER BY e.number) AS event_types,
            array_agg((e.event -> 'data')::text ORDER BY e.number) AS data,
            array_agg(nullif((e.event -> 'metadata')::text, 'null') ORDER BY e.number) AS metadata,
            array_agg((e.event ->> 'timestamp')::timestamptz ORDER BY e.number) AS timestamps,
            array_agg(e.event ->> 'correlation_id' ORDER BY e.number) AS correlation_ids,
            array_agg(e.event ->> 'causation_id' ORDER BY e.number) AS causation_ids,
            array_agg(e.event ->> 'user_id' ORDER BY e.number) AS user_ids,
            array_agg((e.event ->> 'schema_version')::integer ORDER BY e.number) AS schema_versions
        INTO v_events
        FROM json_array_elements(p_events) WITH ORDINALITY AS e (event, number)
        WHERE v_unknown IS NULL;
    EXCEPTION
        WHEN untranslatable_character THEN
            PERFORM raise_error(
                'SE008', E'p_events has \\u0000, which no text can hold', json_build_object('argument', 'p_events'),
                'Mend the event and append again; nothing was stored. Bytes go into data_bytes of append_streams.'
            );
        WHEN data_exception THEN
            PERFORM raise_error(
                'SE005', format('p_events has a value that does not fit its key: %s', SQLERRM),
                json_build_object('argument', 'p_events', 'reason', SQLERRM, 'reason_code', SQLSTATE),
                'An event_id is a UUID, a timestamp is best written as 2026-01-31T12:00:00Z, a schema_version is a number.'
            );
    END;
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
    FROM append_streams(
        p_aggregate_types => ARRAY[p_aggregate_type],
        p_aggregate_ids => ARRAY[p_aggregate_id],
        p_expected_versions => ARRAY[p_expected_version],
        p_event_streams => v_events.streams,
        p_event_ids => v_events.event_ids,
        p_event_types => v_events.event_types,
        p_data => v_events.data,
        p_metadata => v_events.metadata,
        p_timestamps => v_events.timestamps,
        p_correlation_ids => v_events.correlation_ids,
        p_causation_ids => v_events.causation_ids,
        p_user_ids => v_events.user_ids,
        p_schema_versions => v_events.schema_versions,
        p_tenants => ARRAY[p_tenant]
    ) AS a;
END
$function$;

COMMENT ON FUNCTION append(text, text, bigint, json, text) IS
'Appends events, given as a JSON array of objects, to one stream. '
'Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id.';

REVOKE ALL ON FUNCTION append(text, text, bigint, json, text) FROM PUBLIC;
