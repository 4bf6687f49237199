-- Appends events to one stream, written for people: the events are one JSON array of objects.
--
--   SELECT * FROM append('order', '4711', 0, '[{"event_type": "OrderPlaced", "data": {"total": 12.5}}]');
--
-- Keys of an event: event_type and data are needed; event_id, timestamp, schema_version (a number), metadata (an object),
-- correlation_id, causation_id and user_id are optional, and null means not given. What is neither data nor a number nor an
-- object is a string. A key that is not known or there twice, and a value of another type, are refused.
-- A timestamp is ISO 8601 (2026-01-31T12:00:00Z); without a time zone it is UTC, whatever the session's is.
--
-- Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id.
-- Concurrency and errors: as append_streams; SE005 names the event's number and the key.
CREATE OR REPLACE FUNCTION append(
    p_aggregate_type text,
    p_aggregate_id text,
    p_expected_version bigint,
    p_events json,
    p_tenant text DEFAULT '',
    p_outbox boolean DEFAULT NULL,
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
    v_number bigint;
    v_event json;
    v_key text;
    v_value json;
    v_text text;
    v_is_again boolean;
    v_rule text;
    v_events record;
BEGIN
    IF p_events IS NULL OR json_typeof(p_events) <> 'array' THEN
        PERFORM raise_error(
            'SE005', 'p_events must be a JSON array of objects', json_build_object('argument', 'p_events'),
            'Write for example [{"event_type": "OrderPlaced", "data": {}}].'
        );
    END IF;
    BEGIN
        FOR v_number, v_event IN
            SELECT e.number, e.event FROM json_array_elements(p_events) WITH ORDINALITY AS e (event, number)
        LOOP
            -- Null until an object has been taken apart, which is where what no text can hold comes to light.
            v_key := NULL;
            v_rule := CASE WHEN json_typeof(v_event) <> 'object' THEN 'is not an object' END;
            FOR v_key, v_value, v_is_again IN
                SELECT o.key, o.value, row_number() OVER (PARTITION BY o.key) > 1
                FROM json_each(CASE WHEN v_rule IS NULL THEN v_event ELSE '{}' END) AS o
            LOOP
                v_text := v_value #>> '{}';
                v_rule := CASE
                    WHEN v_key NOT IN (
                        'event_type', 'data', 'event_id', 'timestamp', 'schema_version', 'metadata',
                        'correlation_id', 'causation_id', 'user_id'
                    ) THEN 'is a key that no event has'
                    WHEN v_is_again THEN 'is there twice'
                    -- What metadata has to be, append_streams says.
                    WHEN v_key IN ('data', 'metadata') THEN NULL
                    WHEN json_typeof(v_value) = 'null' AND v_key <> 'event_type' THEN NULL
                    WHEN v_key = 'schema_version' AND json_typeof(v_value) <> 'number' THEN 'must be a number'
                    WHEN v_key <> 'schema_version' AND json_typeof(v_value) <> 'string' THEN 'must be a string'
                    WHEN v_key = 'timestamp' AND v_text !~* (
                        '^[0-9]{4,6}-[0-9]{2}-[0-9]{2}'
                        '([t ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?( ?(z|[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2})?)?))?)?$'
                    ) THEN 'must be an ISO 8601 timestamp'
                END;
                EXIT WHEN v_rule IS NOT NULL;
                -- Tried here, where the event's number and the key are known.
                CASE v_key
                    WHEN 'event_id' THEN PERFORM v_text::uuid;
                    WHEN 'timestamp' THEN PERFORM v_text::timestamptz;
                    WHEN 'schema_version' THEN PERFORM v_text::integer;
                    ELSE NULL;
                END CASE;
            END LOOP;
            EXIT WHEN v_rule IS NOT NULL;
        END LOOP;
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
        WHERE v_rule IS NULL;
    EXCEPTION
        WHEN data_exception THEN
            IF v_key IS NULL THEN
                PERFORM raise_error(
                    'SE008', format(E'event %s of p_events has \\u0000 or a lone surrogate, which no text can hold', v_number),
                    json_build_object('argument', 'p_events', 'event', v_number, 'reason', SQLERRM, 'reason_code', SQLSTATE),
                    'Mend the event and append again; nothing was stored. Bytes go into data_bytes of append_streams.'
                );
            END IF;
            v_rule := format('does not fit: %s', SQLERRM);
    END;
    IF v_rule IS NOT NULL THEN
        PERFORM raise_error(
            'SE005', concat_ws(' ', 'event', v_number, 'of p_events:', to_json(v_key), v_rule),
            json_build_object('argument', 'p_events', 'event', v_number, 'key', v_key, 'reason', v_rule),
            'The keys are event_type, data, event_id (a UUID), timestamp (2026-01-31T12:00:00Z), schema_version (a number), '
            'metadata (an object), correlation_id, causation_id and user_id.'
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
        p_tenants => ARRAY[p_tenant],
        p_outbox => ARRAY[p_outbox]
    ) AS a;
END
$function$;

COMMENT ON FUNCTION append(text, text, bigint, json, text, boolean) IS
'Appends events, given as a JSON array of objects, to one stream. '
'Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id.';

REVOKE ALL ON FUNCTION append(text, text, bigint, json, text, boolean) FROM PUBLIC;
