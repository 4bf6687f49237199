-- Checks the events of an append precisely, and raises the first problem: SE004, SE005, SE006 or SE008.
-- Internal: called by append_streams when its quick test is in doubt.
CREATE OR REPLACE FUNCTION check_events(
    p_event_ids uuid[],
    p_event_types text[],
    p_data text[],
    p_metadata text[],
    p_timestamps timestamptz[],
    p_correlation_ids text[],
    p_causation_ids text[],
    p_user_ids text[],
    p_schema_versions integer[],
    p_data_bytes bytea[],
    p_content_types text[],
    p_now timestamptz
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_store store;
    v_problem text[];
BEGIN
    SELECT store.* INTO STRICT v_store FROM store;
    SELECT ARRAY[e.number::text, c.code, c.argument, c.rule] INTO v_problem
    FROM unnest(
        p_event_types, p_data, p_metadata, p_timestamps, p_correlation_ids, p_causation_ids,
        p_user_ids, p_schema_versions, p_data_bytes, p_content_types
    ) WITH ORDINALITY AS e (
        event_type, data, metadata, timestamp, correlation_id, causation_id,
        user_id, schema_version, data_bytes, content_type, number
    )
    CROSS JOIN LATERAL (
        VALUES
        (
            coalesce(octet_length(e.event_type), 0) NOT BETWEEN 1 AND 255,
            'SE005', 'event_type', 'must have 1 to 255 bytes'
        ),
        (octet_length(e.correlation_id) > 255, 'SE005', 'correlation_id', 'must have at most 255 bytes'),
        (octet_length(e.causation_id) > 255, 'SE005', 'causation_id', 'must have at most 255 bytes'),
        (octet_length(e.user_id) > 255, 'SE005', 'user_id', 'must have at most 255 bytes'),
        (octet_length(e.content_type) NOT BETWEEN 1 AND 255, 'SE005', 'content_type', 'must have 1 to 255 bytes'),
        (e.event_type ~ E'[\\x01-\\x1f\\x7f-\\x9f]', 'SE005', 'event_type', 'must not contain control characters'),
        (e.correlation_id ~ E'[\\x01-\\x1f\\x7f-\\x9f]', 'SE005', 'correlation_id', 'must not contain control characters'),
        (e.causation_id ~ E'[\\x01-\\x1f\\x7f-\\x9f]', 'SE005', 'causation_id', 'must not contain control characters'),
        (e.user_id ~ E'[\\x01-\\x1f\\x7f-\\x9f]', 'SE005', 'user_id', 'must not contain control characters'),
        (e.content_type ~ E'[\\x01-\\x1f\\x7f-\\x9f]', 'SE005', 'content_type', 'must not contain control characters'),
        (e.schema_version < 1, 'SE005', 'schema_version', 'must be at least 1'),
        (
            (e.data IS NULL) = (e.data_bytes IS NULL),
            'SE005', 'data', 'must be given either as JSON (data) or as bytes (data_bytes)'
        ),
        (
            (e.data_bytes IS NULL) <> (e.content_type IS NULL),
            'SE005', 'content_type', 'must be given with data_bytes, and only with it'
        ),
        (
            greatest(octet_length(e.data), octet_length(e.data_bytes)) > v_store.max_payload_bytes,
            'SE006', 'data', format('has more than the %s bytes of the setting max_payload_bytes', v_store.max_payload_bytes)
        ),
        (
            octet_length(e.metadata) > v_store.max_payload_bytes,
            'SE006', 'metadata',
            format('has more than the %s bytes of the setting max_payload_bytes', v_store.max_payload_bytes)
        ),
        (
            NOT isfinite(e.timestamp) OR e.timestamp < v_store.earliest_timestamp,
            'SE004', 'timestamp', 'is infinite or before the setting earliest_timestamp'
        ),
        (
            e.timestamp > p_now + v_store.max_future_seconds * interval '1 second',
            'SE004', 'timestamp', 'lies further in the future than the setting max_future_seconds allows'
        ),
        (
            left(ltrim(e.metadata, E' \t\n\r'), 1) <> '{', 'SE008', 'metadata', 'must be a JSON object'
        )
    ) AS c (is_wrong, code, argument, rule)
    WHERE c.is_wrong
    ORDER BY e.number
    LIMIT 1;
    IF v_problem IS NULL THEN
        -- Only now, and only where it can matter: parsing what is large or has escapes or exponents.
        SELECT
            ARRAY[
                e.number::text, 'SE008', e.argument,
                E'has \\u0000, a lone surrogate, a number too large, or nesting too deep'
            ]
        INTO v_problem
        FROM (
            SELECT u.number, 'data' AS argument, u.text
            FROM unnest(p_data) WITH ORDINALITY AS u (text, number)
            UNION ALL
            SELECT u.number, 'metadata', u.text
            FROM unnest(p_metadata) WITH ORDINALITY AS u (text, number)
        ) AS e
        WHERE (octet_length(e.text) > 8192 OR e.text ~ E'\\\\u|[0-9][eE][+-]?[0-9]{4}') AND NOT is_queryable_json(e.text)
        ORDER BY e.number
        LIMIT 1;
    END IF;
    IF v_problem IS NOT NULL THEN
        PERFORM raise_error(
            v_problem[2],
            format('event %s of the append: %s %s', v_problem[1], v_problem[3], v_problem[4]),
            json_build_object(
                'event', v_problem[1]::integer, 'event_id', p_event_ids[v_problem[1]::integer], 'argument', v_problem[3]
            ),
            'Mend the event and append again; nothing was stored.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION check_events(
    uuid[], text[], text[], text[], timestamptz[], text[], text[], text[], integer[], bytea[], text[], timestamptz
) IS
'Internal. Checks the events of an append precisely, and raises the first problem.';

REVOKE ALL ON FUNCTION check_events(
    uuid[], text[], text[], text[], timestamptz[], text[], text[], text[], integer[], bytea[], text[], timestamptz
) FROM PUBLIC;
