-- Appends events to one or several streams in one call.
--
-- Streams come as parallel arrays (tenant, aggregate type, aggregate id, expected version), events as parallel arrays
-- grouped by stream; p_event_streams says for each event the 1-based index of its stream. An array that is null stands for
-- nulls. Expected versions: -1 any, -2 the stream exists, 0 no stream, n exactly version n.
--
-- Two forms share this body. All or nothing (the default): the first refusal is raised. Each on its own
-- (p_all_or_nothing => false): what depends on the store (SE001, SE002, SE003) is returned per stream and touches no
-- neighbour; what depends on the call alone is raised in both forms.
--
-- Idempotent by event id: if all ids of a stream's events are stored already in this stream, one after the other and with
-- the same content, the original result is returned with already_stored = true.
--
-- Concurrency: READ COMMITTED is enough and every level works. Locks the streams' rows in the order of their names, so
-- appenders to different streams never meet and calls cannot deadlock on streams. A refused append draws no position.
-- Registers in flight (a shared advisory lock on the highest position given out) before it draws positions; readers
-- stop there until the transaction has ended and is visible. Rings the bell at most once per interval.
--
-- Errors: SE001 wrong expected version, SE002 event id conflict, SE003 partition missing, SE004 timestamp out of range,
-- SE005 invalid argument, SE006 payload too large, SE007 batch too large, SE008 invalid payload.
CREATE OR REPLACE FUNCTION append_streams(
    p_aggregate_types text[],
    p_aggregate_ids text[],
    p_expected_versions bigint[],
    p_event_streams integer[],
    p_event_ids uuid[],
    p_event_types text[],
    p_data text[],
    p_metadata text[] DEFAULT NULL,
    p_timestamps timestamptz[] DEFAULT NULL,
    p_correlation_ids text[] DEFAULT NULL,
    p_causation_ids text[] DEFAULT NULL,
    p_user_ids text[] DEFAULT NULL,
    p_schema_versions integer[] DEFAULT NULL,
    p_data_bytes bytea[] DEFAULT NULL,
    p_content_types text[] DEFAULT NULL,
    p_tenants text[] DEFAULT NULL,
    p_all_or_nothing boolean DEFAULT true
)
RETURNS SETOF append_outcome
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_now timestamptz := clock_timestamp();
    v_recorded_at timestamptz;
    v_stream_count integer := coalesce(cardinality(p_aggregate_ids), 0);
    v_event_count integer := coalesce(cardinality(p_event_types), 0);
    v_store store;
    v_event_ids uuid[] := p_event_ids;
    v_data json[];
    v_metadata json[];
    v_counts integer[];
    v_offsets integer[];
    v_first_timestamps timestamptz[];
    v_last_timestamps timestamptz[];
    v_earliest timestamptz;
    v_latest timestamptz;
    v_problem text;
    v_grouped boolean;
    v_stream_ids bigint[];
    v_bases bigint[];
    v_accepted_events integer;
    v_refusals append_outcome[] := '{}';
    v_refusal append_outcome;
    v_missing boolean[];
    v_inserted integer;
    v_first_positions bigint[];
    v_last_positions bigint[];
    v_milliseconds bigint;
BEGIN
    SELECT store.* INTO STRICT v_store FROM store;

    -- The shape of the call.
    IF v_stream_count = 0 OR v_event_count = 0
        OR cardinality(p_aggregate_types) IS DISTINCT FROM v_stream_count
        OR cardinality(p_expected_versions) IS DISTINCT FROM v_stream_count
        OR coalesce(cardinality(p_tenants), v_stream_count) <> v_stream_count
        OR cardinality(p_event_streams) IS DISTINCT FROM v_event_count
        OR coalesce(cardinality(p_event_ids), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_data), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_metadata), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_timestamps), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_correlation_ids), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_causation_ids), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_user_ids), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_schema_versions), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_data_bytes), v_event_count) <> v_event_count
        OR coalesce(cardinality(p_content_types), v_event_count) <> v_event_count
    THEN
        PERFORM raise_error(
            'SE005',
            CASE
                WHEN v_stream_count = 0 THEN 'an append needs at least one stream'
                WHEN v_event_count = 0 THEN 'an append needs at least one event'
                ELSE 'the arrays of an append differ in length'
            END,
            json_build_object('streams', v_stream_count, 'events', v_event_count),
            'Give one element per stream in the stream arrays and one per event in the event arrays.'
        );
    END IF;
    IF v_event_count > v_store.max_events_per_append THEN
        PERFORM raise_error(
            'SE007',
            format('%s events in one append, the limit is %s', v_event_count, v_store.max_events_per_append),
            json_build_object('events', v_event_count, 'limit', v_store.max_events_per_append),
            'Append in smaller batches, or change the setting max_events_per_append.'
        );
    END IF;

    -- The content of the call, in one pass. The casts are apart because only an exception can tell that one fails.
    BEGIN
        v_data := p_data::json[];
        v_metadata := p_metadata::json[];
    EXCEPTION
        WHEN data_exception OR program_limit_exceeded THEN
            PERFORM raise_invalid_json(p_data, p_metadata, SQLERRM);
    END;
    SELECT
        array_agg(s.event_count ORDER BY s.stream_index),
        array_agg(s.first_number - 1 ORDER BY s.stream_index),
        array_agg(s.first_timestamp ORDER BY s.stream_index),
        array_agg(s.last_timestamp ORDER BY s.stream_index),
        min(s.first_timestamp),
        max(s.last_timestamp),
        min(s.problem),
        bool_and(s.last_number - s.first_number + 1 = s.event_count)
            AND min(s.stream_index) = 1
            AND max(s.stream_index) = v_stream_count
            AND count(*) = v_stream_count
    INTO
        v_counts, v_offsets, v_first_timestamps, v_last_timestamps, v_earliest, v_latest, v_problem, v_grouped
    FROM (
        SELECT
            e.stream_index,
            count(*)::integer AS event_count,
            min(e.number)::integer AS first_number,
            max(e.number)::integer AS last_number,
            min(coalesce(e.timestamp, v_now)) AS first_timestamp,
            max(coalesce(e.timestamp, v_now)) AS last_timestamp,
            min(CASE
                WHEN e.event_type IS NULL OR e.event_type = '' OR octet_length(e.event_type) > 255
                    THEN e.number || ':SE005:event_type:must have 1 to 255 bytes'
                WHEN octet_length(e.correlation_id) > 255
                    THEN e.number || ':SE005:correlation_id:must have at most 255 bytes'
                WHEN octet_length(e.causation_id) > 255
                    THEN e.number || ':SE005:causation_id:must have at most 255 bytes'
                WHEN octet_length(e.user_id) > 255
                    THEN e.number || ':SE005:user_id:must have at most 255 bytes'
                WHEN octet_length(e.content_type) > 255 OR e.content_type = ''
                    THEN e.number || ':SE005:content_type:must have 1 to 255 bytes'
                WHEN concat(e.event_type, e.correlation_id, e.causation_id, e.user_id, e.content_type) ~ '[\x01-\x1f\x7f]'
                    THEN e.number || ':SE005:event_type, correlation_id, causation_id, user_id or content_type:'
                        || 'must not contain control characters'
                WHEN e.schema_version < 1
                    THEN e.number || ':SE005:schema_version:must be at least 1'
                WHEN (e.data IS NULL) = (e.data_bytes IS NULL)
                    THEN e.number || ':SE005:data:exactly one of data (JSON) and data_bytes must be given'
                WHEN (e.data_bytes IS NULL) <> (e.content_type IS NULL)
                    THEN e.number || ':SE005:content_type:must be given with data_bytes, and only with it'
                WHEN octet_length(e.data) > v_store.max_payload_bytes
                    OR octet_length(e.data_bytes) > v_store.max_payload_bytes
                    THEN e.number || ':SE006:data:has more bytes than the setting max_payload_bytes allows, '
                        || v_store.max_payload_bytes
                WHEN octet_length(e.metadata) > v_store.max_payload_bytes
                    THEN e.number || ':SE006:metadata:has more bytes than the setting max_payload_bytes allows, '
                        || v_store.max_payload_bytes
                WHEN NOT isfinite(e.timestamp)
                    OR e.timestamp < v_store.earliest_timestamp
                    OR e.timestamp > v_now + v_store.max_future_seconds * interval '1 second'
                    THEN e.number || ':SE004:timestamp:is infinite, before earliest_timestamp, or too far in the future'
                WHEN (
                    octet_length(e.data) > 8192 OR strpos(e.data, '\u') > 0 OR e.data ~ '[0-9][eE][+-]?[0-9]{4}'
                ) AND NOT is_queryable_json(e.data)
                    THEN e.number || ':SE008:data:has \u0000, a lone surrogate, a number too large or nesting too deep'
                WHEN left(ltrim(e.metadata, E' \t\n\r'), 1) <> '{'
                    THEN e.number || ':SE008:metadata:must be a JSON object'
                WHEN (
                    octet_length(e.metadata) > 8192 OR strpos(e.metadata, '\u') > 0
                    OR e.metadata ~ '[0-9][eE][+-]?[0-9]{4}'
                ) AND NOT is_queryable_json(e.metadata)
                    THEN e.number || ':SE008:metadata:has \u0000, a lone surrogate, a number too large or nesting too deep'
            END) AS problem
        FROM unnest(
            p_event_streams, p_event_types, p_data, p_metadata, p_timestamps, p_correlation_ids, p_causation_ids,
            p_user_ids, p_schema_versions, p_data_bytes, p_content_types
        ) WITH ORDINALITY AS e (
            stream_index, event_type, data, metadata, timestamp, correlation_id, causation_id,
            user_id, schema_version, data_bytes, content_type, number
        )
        GROUP BY e.stream_index
    ) AS s;
    IF v_problem IS NOT NULL THEN
        PERFORM raise_error(
            split_part(v_problem, ':', 2),
            format(
                'event %s of the append: %s %s',
                split_part(v_problem, ':', 1), split_part(v_problem, ':', 3), split_part(v_problem, ':', 4)
            ),
            json_build_object(
                'event', split_part(v_problem, ':', 1)::integer,
                'event_id', p_event_ids[split_part(v_problem, ':', 1)::integer],
                'argument', split_part(v_problem, ':', 3)
            ),
            'Mend the event and append again; nothing was stored.'
        );
    END IF;
    IF NOT v_grouped IS TRUE THEN
        PERFORM raise_error(
            'SE005',
            'p_event_streams does not group the events by stream',
            json_build_object('streams', v_stream_count, 'events', v_event_count),
            'Number the streams from 1, give each at least one event, and keep the events of one stream together.'
        );
    END IF;
    SELECT min(CASE
        WHEN s.aggregate_type IS NULL OR s.aggregate_type = '' OR octet_length(s.aggregate_type) > 255
            THEN s.stream_index || ':aggregate_type:must have 1 to 255 bytes'
        WHEN s.aggregate_id IS NULL OR s.aggregate_id = '' OR octet_length(s.aggregate_id) > 255
            THEN s.stream_index || ':aggregate_id:must have 1 to 255 bytes'
        WHEN octet_length(s.tenant) > 255
            THEN s.stream_index || ':tenant:must have at most 255 bytes'
        WHEN concat(s.aggregate_type, s.aggregate_id, s.tenant) ~ '[\x01-\x1f\x7f]'
            THEN s.stream_index || ':aggregate_type, aggregate_id or tenant:must not contain control characters'
        WHEN s.expected_version IS NULL OR s.expected_version < -2
            THEN s.stream_index || ':expected_version:must be -1 (any), -2 (exists), 0 (no stream) or a version'
    END) INTO v_problem
    FROM unnest(p_tenants, p_aggregate_types, p_aggregate_ids, p_expected_versions) WITH ORDINALITY
        AS s (tenant, aggregate_type, aggregate_id, expected_version, stream_index);
    IF v_problem IS NULL AND v_stream_count > 1 THEN
        SELECT min(s.stream_index) || ':aggregate_id:names a stream that is named before in the same append' INTO v_problem
        FROM (
            SELECT max(u.stream_index) AS stream_index
            FROM unnest(p_tenants, p_aggregate_types, p_aggregate_ids) WITH ORDINALITY
                AS u (tenant, aggregate_type, aggregate_id, stream_index)
            GROUP BY coalesce(u.tenant, ''), u.aggregate_type, u.aggregate_id
            HAVING count(*) > 1
        ) AS s;
    END IF;
    IF v_problem IS NOT NULL THEN
        PERFORM raise_error(
            'SE005',
            format(
                'stream %s of the append: %s %s',
                split_part(v_problem, ':', 1), split_part(v_problem, ':', 2), split_part(v_problem, ':', 3)
            ),
            json_build_object('stream', split_part(v_problem, ':', 1)::integer, 'argument', split_part(v_problem, ':', 2)),
            'Mend the name or the expected version and append again; nothing was stored.'
        );
    END IF;
    IF v_event_ids IS NULL OR array_position(v_event_ids, NULL) IS NOT NULL THEN
        v_event_ids := ARRAY(
            SELECT coalesce(u.event_id, new_event_id())
            FROM unnest(p_event_ids, p_event_types) WITH ORDINALITY AS u (event_id, event_type, number)
            ORDER BY u.number
        );
    END IF;

    -- Months without a partition. One partition holds all timestamps nearly always.
    IF NOT EXISTS (
        SELECT FROM partitions AS p WHERE p.lower_bound <= v_earliest AND p.upper_bound > v_latest
    ) THEN
        v_refusals := missing_partitions(p_event_streams, p_timestamps, v_now);
        IF p_all_or_nothing AND cardinality(v_refusals) > 0 THEN
            v_refusal := v_refusals[1];
            PERFORM raise_error(
                v_refusal.error_code, v_refusal.error_message, v_refusal.error_detail,
                'Run create_partitions(<from>, <until>) or maintain_partitions(), then append again.'
            );
        END IF;
        v_missing := ARRAY(
            SELECT EXISTS (SELECT FROM unnest(v_refusals) AS r WHERE r.stream_index = s.stream_index)
            FROM generate_series(1, v_stream_count) AS s (stream_index)
        );
    END IF;

    -- Lock, compare and raise the version in one statement. A row that was inserted for a stream that had to exist
    -- shows itself by a base of 0; refuse_streams takes it out again.
    WITH asked AS (
        SELECT
            u.stream_index,
            coalesce(u.tenant, '') AS tenant,
            u.aggregate_type,
            u.aggregate_id,
            u.expected_version,
            u.event_count,
            u.first_timestamp,
            u.last_timestamp,
            u.is_missing
        FROM unnest(
            p_tenants, p_aggregate_types, p_aggregate_ids, p_expected_versions, v_counts,
            v_first_timestamps, v_last_timestamps, v_missing
        ) WITH ORDINALITY AS u (
            tenant, aggregate_type, aggregate_id, expected_version, event_count,
            first_timestamp, last_timestamp, is_missing, stream_index
        )
    ),
    raised AS (
        INSERT INTO streams AS s (
            tenant, aggregate_type, aggregate_id, version, last_expected_version, last_event_count,
            first_timestamp, last_timestamp, created_at, updated_at
        )
        SELECT
            a.tenant, a.aggregate_type, a.aggregate_id, a.event_count, a.expected_version, a.event_count,
            a.first_timestamp, a.last_timestamp, v_now, v_now
        FROM asked AS a
        WHERE a.is_missing IS NOT TRUE
        ORDER BY a.tenant, a.aggregate_type, a.aggregate_id
        ON CONFLICT (tenant, aggregate_type, aggregate_id) DO UPDATE
        SET
            version = s.version + excluded.last_event_count,
            last_expected_version = excluded.last_expected_version,
            last_event_count = excluded.last_event_count,
            first_timestamp = least(s.first_timestamp, excluded.first_timestamp),
            last_timestamp = greatest(s.last_timestamp, excluded.last_timestamp),
            updated_at = excluded.updated_at
        WHERE excluded.last_expected_version < 0 OR excluded.last_expected_version = s.version
        RETURNING s.stream_id, s.tenant, s.aggregate_type, s.aggregate_id, s.version - s.last_event_count AS base
    )
    SELECT
        array_agg(
            CASE WHEN r.base > 0 OR (r.base = 0 AND a.expected_version IN (-1, 0)) THEN r.stream_id ELSE 0 END
            ORDER BY a.stream_index
        ),
        array_agg(coalesce(r.base, -1) ORDER BY a.stream_index),
        coalesce(
            sum(a.event_count) FILTER (WHERE r.base > 0 OR (r.base = 0 AND a.expected_version IN (-1, 0))), 0
        )
    INTO v_stream_ids, v_bases, v_accepted_events
    FROM asked AS a
    LEFT JOIN raised AS r USING (tenant, aggregate_type, aggregate_id);

    -- Take the event ids. In the order of the ids, so that two calls with the same ids cannot deadlock.
    IF v_accepted_events > 0 THEN
        INSERT INTO event_ids (event_id, stream_id, version, timestamp)
        SELECT
            e.event_id,
            v_stream_ids[e.stream_index],
            v_bases[e.stream_index] + e.number - v_offsets[e.stream_index],
            coalesce(e.timestamp, v_now)
        FROM unnest(v_event_ids, p_event_streams, p_timestamps) WITH ORDINALITY
            AS e (event_id, stream_index, timestamp, number)
        WHERE v_stream_ids[e.stream_index] > 0
        ORDER BY e.event_id
        ON CONFLICT (event_id) DO NOTHING;
        GET DIAGNOSTICS v_inserted = ROW_COUNT;
        IF v_inserted < v_accepted_events THEN
            v_stream_ids := release_streams(
                p_tenants, p_aggregate_types, p_aggregate_ids, v_stream_ids, v_bases, v_counts, v_offsets, v_event_ids
            );
        END IF;
    END IF;

    -- Those refused: repetitions return their original result, the others the conflict.
    IF 0 = ANY (v_stream_ids) THEN
        v_refusals := v_refusals || refuse_streams(
            p_tenants, p_aggregate_types, p_aggregate_ids, p_expected_versions, v_missing, v_stream_ids, v_bases, v_counts,
            v_offsets, v_event_ids, p_event_types, v_data, p_data_bytes, v_metadata, p_correlation_ids, p_causation_ids,
            p_user_ids, p_timestamps, p_schema_versions, p_content_types
        );
        IF p_all_or_nothing THEN
            SELECT r.* INTO v_refusal
            FROM unnest(v_refusals) AS r
            WHERE r.error_code IS NOT NULL
            ORDER BY r.stream_index
            LIMIT 1;
            IF FOUND THEN
                PERFORM raise_error(
                    v_refusal.error_code, v_refusal.error_message, v_refusal.error_detail,
                    CASE v_refusal.error_code
                        WHEN 'SE001' THEN 'Read the stream again, decide again, and append at the version you read.'
                        ELSE 'Give a new event its own new event id; repeat an append only as it was.'
                    END
                );
            END IF;
        END IF;
    END IF;

    IF 0 < ANY (v_stream_ids) THEN
        -- Register in flight, then draw positions: readers stop below the lowest number registered here.
        PERFORM pg_advisory_xact_lock_shared((in_flight_tag()::bigint << 32) | (g.last_value & 4294967295))
        FROM global_positions AS g;

        v_recorded_at := clock_timestamp();
        WITH drawn AS (
            SELECT
                nextval('global_positions') AS global_position,
                v_stream_ids[e.stream_index] AS stream_id,
                v_bases[e.stream_index] + e.number - v_offsets[e.stream_index] AS version,
                coalesce(p_tenants[e.stream_index], '') AS tenant,
                p_aggregate_types[e.stream_index] AS aggregate_type,
                p_aggregate_ids[e.stream_index] AS aggregate_id,
                e.*
            FROM unnest(
                p_event_streams, v_event_ids, p_event_types, v_data, p_data_bytes, v_metadata, p_timestamps,
                p_correlation_ids, p_causation_ids, p_user_ids, p_schema_versions, p_content_types
            ) WITH ORDINALITY AS e (
                stream_index, event_id, event_type, data, data_bytes, metadata, timestamp,
                correlation_id, causation_id, user_id, schema_version, content_type, number
            )
            WHERE v_stream_ids[e.stream_index] > 0
        ),
        stored AS (
            INSERT INTO events (
                global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version,
                tenant, aggregate_type, aggregate_id, event_type, correlation_id, causation_id, user_id,
                content_type, data, data_bytes, metadata, checksum
            )
            SELECT
                d.global_position, d.stream_id, d.version, coalesce(d.timestamp, v_now), v_recorded_at, d.event_id,
                coalesce(d.schema_version, 1), d.tenant, d.aggregate_type, d.aggregate_id, d.event_type,
                d.correlation_id, d.causation_id, d.user_id, d.content_type, d.data, d.data_bytes, d.metadata,
                event_checksum(
                    d.global_position, d.stream_id, d.version, coalesce(d.timestamp, v_now), v_recorded_at, d.event_id,
                    coalesce(d.schema_version, 1), d.tenant, d.aggregate_type, d.aggregate_id, d.event_type,
                    d.correlation_id, d.causation_id, d.user_id, d.content_type, d.data, d.data_bytes, d.metadata
                )
            FROM drawn AS d
            RETURNING stream_id, global_position
        ),
        spans AS (
            SELECT s.stream_id, min(s.global_position) AS first_position, max(s.global_position) AS last_position
            FROM stored AS s
            GROUP BY s.stream_id
        )
        SELECT
            array_agg(s.first_position ORDER BY i.stream_index),
            array_agg(s.last_position ORDER BY i.stream_index)
        INTO v_first_positions, v_last_positions
        FROM unnest(v_stream_ids) WITH ORDINALITY AS i (stream_id, stream_index)
        LEFT JOIN spans AS s USING (stream_id);

        -- The bell, after registration. The comparison is of the distance, so that a clock set back silences nothing.
        IF v_store.bell_interval_milliseconds >= 0 THEN
            v_milliseconds := (extract(EPOCH FROM clock_timestamp()) * 1000)::bigint;
            IF (SELECT abs(v_milliseconds - b.last_value) >= v_store.bell_interval_milliseconds FROM bell AS b) THEN
                PERFORM setval('bell', v_milliseconds);
                PERFORM pg_notify(current_schema() || '_events', '');
            END IF;
        END IF;
    END IF;

    RETURN QUERY
    SELECT
        s.stream_index::integer,
        coalesce(r.stream_version, s.base + s.event_count),
        coalesce(r.first_position, s.first_position),
        coalesce(r.last_position, s.last_position),
        coalesce(r.already_stored, false),
        r.error_code,
        r.error_message,
        r.error_detail
    FROM unnest(v_stream_ids, v_bases, v_counts, v_first_positions, v_last_positions) WITH ORDINALITY
        AS s (stream_id, base, event_count, first_position, last_position, stream_index)
    LEFT JOIN unnest(v_refusals) AS r ON r.stream_index = s.stream_index
    ORDER BY s.stream_index;
END
$function$;

COMMENT ON FUNCTION append_streams(
    text[], text[], bigint[], integer[], uuid[], text[], text[], text[], timestamptz[], text[], text[], text[], integer[],
    bytea[], text[], text[], boolean
) IS
'Appends events to one or several streams, all or nothing (raises) or each on its own (returns an outcome per stream). '
'Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id. '
'Returns per stream its new version and the first and last global position.';

REVOKE ALL ON FUNCTION append_streams(
    text[], text[], bigint[], integer[], uuid[], text[], text[], text[], timestamptz[], text[], text[], text[], integer[],
    bytea[], text[], text[], boolean
) FROM PUBLIC;
