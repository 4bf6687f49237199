-- Appends events to one or several streams in one call.
--
-- Streams come as parallel arrays (tenant, aggregate type, aggregate id, expected version), events as parallel arrays in
-- the order in which they get their global positions; p_event_streams says for each event the 1-based index of its stream.
-- An array that is null stands for nulls; p_tenants for no tenant, and none of its elements may be null. Expected versions:
-- -1 any, -2 the stream exists, 0 no stream, n exactly n. p_outbox says per stream whether its events become messages of the
-- outbox, in this transaction; null: as the setting outbox_by_default says.
--
-- Two forms share this body. All or nothing (the default): the first refusal is raised. Each on its own
-- (p_all_or_nothing => false): what depends on the store (SE001, SE002, SE003, SE017, SE020) is returned per stream and
-- touches no neighbour; what depends on the call alone is raised in both forms.
--
-- Idempotent by event id: if all ids of a stream's events are stored already in this stream, one after the other and with
-- the same content, the original result is returned with already_stored = true, also when the stream was deleted or the month
-- closed since. The same new id in two streams of one call goes to the first of them that is not refused.
--
-- Concurrency: READ COMMITTED is enough and every level works. Locks the streams' rows in the order of their names, so
-- appenders to different streams never meet and calls cannot deadlock on streams. A refused append draws no position.
-- Registers in flight (a shared advisory lock on the highest position given out) before it draws positions; readers
-- stop there until the transaction has ended and is visible. Rings the bell, one appender at a time, and under load once
-- per interval. Commits to disk, also where synchronous_commit is off.
--
-- Errors: SE001 wrong expected version, SE002 event id conflict, SE003 partition missing, SE004 timestamp out of range,
-- SE005 invalid argument, SE006 payload too large, SE007 batch too large, SE008 invalid payload, SE017 stream deleted, SE020
-- partition closed or detached, SE021 tenant not allowed.
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
    p_all_or_nothing boolean DEFAULT true,
    p_outbox boolean[] DEFAULT NULL
)
RETURNS SETOF append_outcome
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_now timestamptz := clock_timestamp();
    v_stream_count integer := coalesce(cardinality(p_aggregate_ids), 0);
    v_event_count integer := coalesce(cardinality(p_event_types), 0);
    v_stream_dimensions text := format('[1:%s]', v_stream_count);
    v_event_dimensions text := format('[1:%s]', v_event_count);
    v_store store%ROWTYPE;
    v_event_ids uuid[] := p_event_ids;
    v_data json[];
    v_metadata json[];
    v_earliest timestamptz;
    v_latest timestamptz;
    v_spread boolean;
    v_first timestamptz;
    v_last timestamptz;
    v_firsts timestamptz[];
    v_lasts timestamptz[];
    v_suspect boolean;
    v_order integer[] := ARRAY[1];
    v_counts integer[] := ARRAY[v_event_count];
    v_numbers integer[];
    v_stream_ids bigint[] := ARRAY[0];
    v_bases bigint[] := ARRAY[-1];
    v_index integer;
    v_count integer;
    v_tenant text;
    v_aggregate_type text;
    v_aggregate_id text;
    v_expected_version bigint;
    v_name text;
    v_previous_name text;
    v_stream_id bigint;
    v_base bigint;
    v_accepted_events integer := 0;
    v_inserted integer;
    v_refusals append_outcome[] := ARRAY[]::append_outcome[];
    v_outcome append_outcome;
    v_positions bigint[];
    v_outbox_positions bigint[];
    v_recorded_at timestamptz;
BEGIN
    SELECT store.* INTO STRICT v_store FROM store;
    -- What is acknowledged is on disk. Otherwise a crash would give positions out again that readers have passed.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;

    -- The shape of the call. Arrays are subscripted from 1, so one that begins elsewhere is refused as well.
    IF v_stream_count = 0 OR v_event_count = 0
        OR array_dims(p_aggregate_types) IS DISTINCT FROM v_stream_dimensions
        OR array_dims(p_aggregate_ids) IS DISTINCT FROM v_stream_dimensions
        OR array_dims(p_expected_versions) IS DISTINCT FROM v_stream_dimensions
        OR (p_tenants IS NOT NULL AND array_dims(p_tenants) IS DISTINCT FROM v_stream_dimensions)
        OR (p_outbox IS NOT NULL AND array_dims(p_outbox) IS DISTINCT FROM v_stream_dimensions)
        OR array_dims(p_event_streams) IS DISTINCT FROM v_event_dimensions
        OR array_dims(p_event_types) IS DISTINCT FROM v_event_dimensions
        OR (p_event_ids IS NOT NULL AND array_dims(p_event_ids) IS DISTINCT FROM v_event_dimensions)
        OR (p_data IS NOT NULL AND array_dims(p_data) IS DISTINCT FROM v_event_dimensions)
        OR (p_metadata IS NOT NULL AND array_dims(p_metadata) IS DISTINCT FROM v_event_dimensions)
        OR (p_timestamps IS NOT NULL AND array_dims(p_timestamps) IS DISTINCT FROM v_event_dimensions)
        OR (p_correlation_ids IS NOT NULL AND array_dims(p_correlation_ids) IS DISTINCT FROM v_event_dimensions)
        OR (p_causation_ids IS NOT NULL AND array_dims(p_causation_ids) IS DISTINCT FROM v_event_dimensions)
        OR (p_user_ids IS NOT NULL AND array_dims(p_user_ids) IS DISTINCT FROM v_event_dimensions)
        OR (p_schema_versions IS NOT NULL AND array_dims(p_schema_versions) IS DISTINCT FROM v_event_dimensions)
        OR (p_data_bytes IS NOT NULL AND array_dims(p_data_bytes) IS DISTINCT FROM v_event_dimensions)
        OR (p_content_types IS NOT NULL AND array_dims(p_content_types) IS DISTINCT FROM v_event_dimensions)
    THEN
        PERFORM raise_error(
            'SE005',
            CASE
                WHEN v_stream_count = 0 THEN 'an append needs at least one stream'
                WHEN v_event_count = 0 THEN 'an append needs at least one event'
                ELSE 'the arrays of an append differ in length, or do not begin at 1'
            END,
            json_build_object('streams', v_stream_count, 'events', v_event_count),
            'Give one element per stream in the stream arrays and one per event in the event arrays.'
        );
    END IF;
    IF array_position(p_tenants, NULL) IS NOT NULL THEN
        PERFORM require_tenant(NULL);
    END IF;
    IF v_store.is_tenant_isolated THEN
        PERFORM require_tenant(t.tenant)
        FROM (SELECT DISTINCT unnest(coalesce(p_tenants, ARRAY['']))) AS t (tenant);
    END IF;
    IF p_all_or_nothing IS NULL THEN
        PERFORM raise_error(
            'SE005', 'p_all_or_nothing is null', json_build_object('argument', 'p_all_or_nothing'),
            'Leave it out or pass true (all or nothing: the first refusal is raised) or false (an outcome per stream).'
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

    -- The events, in one pass. The casts are apart because only an exception can tell that one fails.
    BEGIN
        v_data := p_data::json[];
        v_metadata := p_metadata::json[];
    EXCEPTION
        WHEN data_exception OR program_limit_exceeded THEN
            PERFORM raise_invalid_json(p_data, p_metadata, SQLERRM);
    END;
    -- A cheap test first: most events pass it, and check_events tells the others apart.
    SELECT
        min(e.timestamp),
        max(e.timestamp),
        bool_or(
            octet_length(e.event_type) NOT BETWEEN 1 AND 255
            OR e.event_type IS NULL
            OR e.data IS NULL
            OR octet_length(e.data) > least(8192, v_store.max_payload_bytes)
            OR e.data ~ E'\\\\u|[0-9][eE][+-]?[0-9]{4}'
            OR e.metadata ~ E'\\\\u|[0-9][eE][+-]?[0-9]{4}|^[ \\t\\n\\r]*[^{ \\t\\n\\r]'
            OR octet_length(e.metadata) > least(8192, v_store.max_payload_bytes)
            OR octet_length(concat(e.correlation_id, e.causation_id, e.user_id, e.content_type)) > 255
            OR concat(e.event_type, e.correlation_id, e.causation_id, e.user_id, e.content_type) ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
            OR e.content_type IS NOT NULL
            OR e.schema_version < 1
        )
    INTO v_earliest, v_latest, v_suspect
    FROM unnest(
        p_event_types, p_data, p_metadata, p_timestamps, p_correlation_ids, p_causation_ids,
        p_user_ids, p_schema_versions, p_content_types
    ) AS e (
        event_type, data, metadata, timestamp, correlation_id, causation_id,
        user_id, schema_version, content_type
    );
    IF v_suspect OR p_data_bytes IS NOT NULL
        OR v_earliest < v_store.earliest_timestamp
        OR v_latest > v_now + v_store.max_future_seconds * interval '1 second'
    THEN
        PERFORM check_events(
            p_event_ids, p_event_types, p_data, p_metadata, p_timestamps, p_correlation_ids, p_causation_ids,
            p_user_ids, p_schema_versions, p_data_bytes, p_content_types, v_now
        );
    END IF;
    IF v_event_ids IS NULL OR array_position(v_event_ids, NULL) IS NOT NULL THEN
        v_event_ids := ARRAY(
            SELECT coalesce(u.event_id, new_event_id())
            FROM unnest(p_event_ids, p_event_types) WITH ORDINALITY AS u (event_id, event_type, number)
            ORDER BY u.number
        );
    END IF;

    -- The streams: how many events each has, which number each event has in its stream, and the order of locking.
    IF v_stream_count = 1 THEN
        IF NOT coalesce(1 = ALL (p_event_streams), false) THEN
            v_counts := NULL;
        END IF;
    ELSE
        v_numbers := ARRAY(
            SELECT row_number() OVER (PARTITION BY u.stream_index ORDER BY u.number)
            FROM unnest(p_event_streams) WITH ORDINALITY AS u (stream_index, number)
            ORDER BY u.number
        );
        v_counts := ARRAY(
            SELECT count(u.stream_index)
            FROM generate_series(1, v_stream_count) AS s (stream_index)
            LEFT JOIN unnest(p_event_streams) AS u (stream_index) USING (stream_index)
            GROUP BY s.stream_index
            ORDER BY s.stream_index
        );
        v_order := ARRAY(
            SELECT u.stream_index
            FROM unnest(p_tenants, p_aggregate_types, p_aggregate_ids) WITH ORDINALITY
                AS u (tenant, aggregate_type, aggregate_id, stream_index)
            ORDER BY coalesce(u.tenant, '') COLLATE "C", u.aggregate_type COLLATE "C", u.aggregate_id COLLATE "C"
        );
        v_stream_ids := array_fill(0, ARRAY[v_stream_count]);
        v_bases := array_fill(-1, ARRAY[v_stream_count]);
    END IF;
    IF v_counts IS NULL OR 0 = ANY (v_counts)
        OR (SELECT sum(c.event_count) FROM unnest(v_counts) AS c (event_count)) <> v_event_count
    THEN
        PERFORM raise_error(
            'SE005',
            'p_event_streams does not give every event a stream and every stream an event',
            json_build_object('streams', v_stream_count, 'events', v_event_count),
            'Number the streams from 1 in the order of the stream arrays and give each at least one event.'
        );
    END IF;

    -- Months without a partition. One partition holds all timestamps nearly always.
    v_earliest := CASE WHEN array_position(p_timestamps, NULL) IS NULL THEN coalesce(v_earliest, v_now)
        ELSE least(v_earliest, v_now) END;
    v_latest := CASE WHEN array_position(p_timestamps, NULL) IS NULL THEN coalesce(v_latest, v_now)
        ELSE greatest(v_latest, v_now) END;
    IF current_setting('transaction_isolation') <> 'read committed' OR NOT EXISTS (
        SELECT FROM partitions AS p
        WHERE p.lower_bound <= v_earliest AND p.upper_bound > v_latest AND p.state = 'attached' AND p.last_position IS NULL
    ) THEN
        PERFORM extend_partitions(p_timestamps, v_now);
        v_refusals := missing_partitions(p_event_streams, p_timestamps, v_now);
        IF cardinality(v_refusals) > 0 THEN
            -- The months may have been closed since: a repetition gets its original result all the same.
            v_refusals := ARRAY(
                SELECT CASE WHEN f.is_repetition
                    THEN row(r.stream_index, f.stream_version, f.first_position, f.last_position, true, NULL, NULL, NULL)
                        ::append_outcome
                    ELSE r
                END
                FROM unnest(v_refusals) AS r
                CROSS JOIN LATERAL find_stored_append(
                    r.stream_index, coalesce(p_tenants[r.stream_index], ''), p_aggregate_types[r.stream_index],
                    p_aggregate_ids[r.stream_index], p_event_streams, v_event_ids, p_event_types, v_data, p_data_bytes,
                    v_metadata, p_correlation_ids, p_causation_ids, p_user_ids, p_timestamps, p_schema_versions, p_content_types
                ) AS f
                ORDER BY r.stream_index
            );
        END IF;
        FOREACH v_outcome IN ARRAY v_refusals LOOP
            IF v_outcome.already_stored THEN
                -- As in refuse_streams.
                PERFORM pg_logical_emit_message(true, 'event_store', 'repetition');
            ELSIF p_all_or_nothing THEN
                PERFORM raise_error(
                    v_outcome.error_code, v_outcome.error_message, v_outcome.error_detail,
                    CASE v_outcome.error_code
                        WHEN 'SE003' THEN 'Run create_partitions(<from>, <until>) or maintain_partitions(), then append again.'
                        ELSE 'Open it with open_partition(), or attach it with attach_partition(), then append again.'
                    END
                );
            END IF;
            v_stream_ids[v_outcome.stream_index] := -1;
        END LOOP;
    END IF;

    -- Per stream, in the order of the names: lock its row, compare, raise its version. A stream keeps the span of its own
    -- timestamps only where the call's span is wide; a little too wide does no harm.
    v_first := v_earliest;
    v_last := v_latest;
    v_spread := v_stream_count > 1 AND v_latest - v_earliest > interval '1 day';
    IF v_spread THEN
        SELECT array_agg(t.first ORDER BY t.stream_index), array_agg(t.last ORDER BY t.stream_index)
        INTO v_firsts, v_lasts
        FROM (
            SELECT u.stream_index, min(coalesce(u.timestamp, v_now)) AS first, max(coalesce(u.timestamp, v_now)) AS last
            FROM unnest(p_event_streams, p_timestamps) AS u (stream_index, timestamp)
            GROUP BY u.stream_index
        ) AS t;
    END IF;
    FOREACH v_index IN ARRAY v_order LOOP
        v_tenant := coalesce(p_tenants[v_index], '');
        v_aggregate_type := p_aggregate_types[v_index];
        v_aggregate_id := p_aggregate_ids[v_index];
        v_expected_version := p_expected_versions[v_index];
        v_name := concat_ws(chr(31), v_tenant, v_aggregate_type, v_aggregate_id);
        -- A null is looked for by itself: concat_ws leaves it out, and a 0x1F in a name could make up for it.
        IF (v_aggregate_type <> '' AND v_aggregate_id <> '') IS NOT TRUE OR octet_length(v_name) > 257
            OR v_name !~ E'^[^\\x01-\\x1f\\x7f-\\x9f]*\\x1f[^\\x01-\\x1f\\x7f-\\x9f]*\\x1f[^\\x01-\\x1f\\x7f-\\x9f]*$'
            OR v_expected_version < -2 OR v_expected_version IS NULL OR v_name = v_previous_name
        THEN
            PERFORM check_stream(
                v_index, v_tenant, v_aggregate_type, v_aggregate_id, v_expected_version, v_name = v_previous_name
            );
        END IF;
        v_previous_name := v_name;
        CONTINUE WHEN v_stream_ids[v_index] < 0;
        IF v_spread THEN
            v_first := v_firsts[v_index];
            v_last := v_lasts[v_index];
        END IF;
        v_count := v_counts[v_index];
        IF v_expected_version IN (-1, 0) THEN
            INSERT INTO streams AS s (
                tenant, aggregate_type, aggregate_id, version, first_timestamp, last_timestamp, created_at, updated_at
            )
            VALUES (
                v_tenant, v_aggregate_type, v_aggregate_id, v_count, v_first, v_last, v_now, v_now
            )
            ON CONFLICT (tenant, aggregate_type, aggregate_id) DO UPDATE
            SET
                version = s.version + excluded.version,
                first_timestamp = least(s.first_timestamp, excluded.first_timestamp),
                last_timestamp = greatest(s.last_timestamp, excluded.last_timestamp),
                updated_at = excluded.updated_at
            WHERE v_expected_version = -1 AND s.deleted_at IS NULL
            RETURNING s.stream_id, s.version - v_count INTO v_stream_id, v_base;
        ELSE
            UPDATE streams AS s
            SET
                version = s.version + v_count,
                first_timestamp = least(s.first_timestamp, v_first),
                last_timestamp = greatest(s.last_timestamp, v_last),
                updated_at = v_now
            WHERE s.tenant = v_tenant
                AND s.aggregate_type = v_aggregate_type
                AND s.aggregate_id = v_aggregate_id
                AND (v_expected_version = -2 OR s.version = v_expected_version)
                AND s.deleted_at IS NULL
            RETURNING s.stream_id, s.version - v_count INTO v_stream_id, v_base;
        END IF;
        IF v_stream_id IS NOT NULL THEN
            v_stream_ids[v_index] := v_stream_id;
            v_bases[v_index] := v_base;
            v_accepted_events := v_accepted_events + v_count;
        END IF;
    END LOOP;

    -- Take the event ids. In the order of the ids, so that two calls with the same ids cannot deadlock.
    IF v_accepted_events > 0 THEN
        INSERT INTO event_ids (event_id, stream_id, version, timestamp)
        SELECT
            e.event_id,
            v_stream_ids[e.stream_index],
            v_bases[e.stream_index] + coalesce(v_numbers[e.number], e.number),
            coalesce(e.timestamp, v_now)
        FROM unnest(v_event_ids, p_event_streams, p_timestamps) WITH ORDINALITY
            AS e (event_id, stream_index, timestamp, number)
        WHERE v_stream_ids[e.stream_index] > 0
        ORDER BY e.event_id, e.number
        ON CONFLICT (event_id) DO NOTHING;
        GET DIAGNOSTICS v_inserted = ROW_COUNT;
        IF v_inserted < v_accepted_events THEN
            IF v_stream_count > 1 THEN
                PERFORM settle_event_ids(v_stream_ids, v_bases, p_event_streams, v_event_ids, p_timestamps, v_now);
            END IF;
            v_stream_ids := release_streams(
                p_tenants, p_aggregate_types, p_aggregate_ids, v_stream_ids, v_bases, p_event_streams, v_event_ids
            );
        END IF;
    END IF;

    -- Those refused: repetitions return their original result, the others the conflict.
    IF 0 = ANY (v_stream_ids) THEN
        v_refusals := v_refusals || refuse_streams(
            p_tenants, p_aggregate_types, p_aggregate_ids, p_expected_versions, v_stream_ids, v_bases,
            p_event_streams, v_event_ids, p_event_types, v_data, p_data_bytes, v_metadata, p_correlation_ids, p_causation_ids,
            p_user_ids, p_timestamps, p_schema_versions, p_content_types
        );
        IF p_all_or_nothing THEN
            FOREACH v_outcome IN ARRAY v_refusals LOOP
                CONTINUE WHEN v_outcome.error_code IS NULL;
                PERFORM raise_error(
                    v_outcome.error_code, v_outcome.error_message, v_outcome.error_detail,
                    CASE v_outcome.error_code
                        WHEN 'SE020' THEN 'Attach the partition with attach_partition(), then append again.'
                        WHEN 'SE001' THEN 'Read the stream again, decide again, and append at the version you read.'
                        WHEN 'SE017' THEN 'reopen_stream() takes appends again, with the events that are there.'
                        ELSE 'Give a new event its own new event id; repeat an append only as it was.'
                    END
                );
            END LOOP;
        END IF;
    END IF;

    IF 0 < ANY (v_stream_ids) THEN
        IF register_in_flight() THEN
            IF v_event_count = 1 THEN
                v_positions := ARRAY[nextval('global_positions')];
            ELSE
                v_positions := ARRAY(
                    SELECT CASE WHEN v_stream_ids[e.stream_index] > 0 THEN nextval('global_positions') END
                    FROM unnest(p_event_streams) AS e (stream_index)
                );
            END IF;
        END IF;
        v_recorded_at := clock_timestamp();
        INSERT INTO events (
            global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version,
            tenant, aggregate_type, aggregate_id, event_type, correlation_id, causation_id, user_id,
            content_type, data, data_bytes, metadata, checksum
        )
        SELECT
            e.global_position, e.stream_id, e.version, e.timestamp, v_recorded_at, e.event_id, e.schema_version,
            e.tenant, e.aggregate_type, e.aggregate_id, e.event_type, e.correlation_id, e.causation_id, e.user_id,
            e.content_type, e.data, e.data_bytes, e.metadata,
            event_checksum(
                e.global_position, e.stream_id, e.version, e.timestamp, v_recorded_at, e.event_id, e.schema_version,
                e.tenant, e.aggregate_type, e.aggregate_id, e.event_type, e.correlation_id, e.causation_id, e.user_id,
                e.content_type, e.data, e.data_bytes, e.metadata
            )
        FROM (
            SELECT
                u.global_position,
                v_stream_ids[u.stream_index] AS stream_id,
                v_bases[u.stream_index] + coalesce(v_numbers[u.number], u.number) AS version,
                coalesce(u.timestamp, v_now) AS timestamp,
                u.event_id,
                coalesce(u.schema_version, 1) AS schema_version,
                coalesce(p_tenants[u.stream_index], '') AS tenant,
                p_aggregate_types[u.stream_index] AS aggregate_type,
                p_aggregate_ids[u.stream_index] AS aggregate_id,
                u.event_type,
                u.correlation_id,
                u.causation_id,
                u.user_id,
                u.content_type,
                u.data,
                u.data_bytes,
                u.metadata
            FROM unnest(
                v_positions, p_event_streams, v_event_ids, p_event_types, v_data, p_data_bytes, v_metadata, p_timestamps,
                p_correlation_ids, p_causation_ids, p_user_ids, p_schema_versions, p_content_types
            ) WITH ORDINALITY AS u (
                global_position, stream_index, event_id, event_type, data, data_bytes, metadata, timestamp,
                correlation_id, causation_id, user_id, schema_version, content_type, number
            )
            WHERE u.global_position IS NOT NULL
            OFFSET 0
        ) AS e;

        IF p_outbox IS NOT NULL OR v_store.outbox_by_default THEN
            v_outbox_positions := ARRAY(
                SELECT u.global_position
                FROM unnest(v_positions, p_event_streams) AS u (global_position, stream_index)
                WHERE u.global_position IS NOT NULL AND coalesce(p_outbox[u.stream_index], v_store.outbox_by_default)
            );
            IF cardinality(v_outbox_positions) > 0 THEN
                PERFORM write_outbox_messages(v_outbox_positions, v_earliest, v_latest);
            END IF;
        END IF;

        PERFORM ring_bell(
            v_store.bell_interval_milliseconds, currval('global_positions'), v_event_count, v_recorded_at
        );
    END IF;

    IF v_stream_count = 1 AND cardinality(v_refusals) = 0 THEN
        RETURN NEXT row(
            1, v_bases[1] + v_event_count, v_positions[1], v_positions[v_event_count],
            false, NULL::text, NULL::text, NULL::json
        )::append_outcome;
    ELSE
        RETURN QUERY
        SELECT
            s.stream_index::integer,
            CASE WHEN r.stream_index IS NULL THEN s.base + s.event_count ELSE r.stream_version END,
            CASE WHEN r.stream_index IS NULL THEN p.first_position ELSE r.first_position END,
            CASE WHEN r.stream_index IS NULL THEN p.last_position ELSE r.last_position END,
            coalesce(r.already_stored, false),
            r.error_code,
            r.error_message,
            r.error_detail
        FROM unnest(v_bases, v_counts) WITH ORDINALITY AS s (base, event_count, stream_index)
        LEFT JOIN (
            SELECT u.stream_index, min(u.global_position) AS first_position, max(u.global_position) AS last_position
            FROM unnest(p_event_streams, v_positions) AS u (stream_index, global_position)
            GROUP BY u.stream_index
        ) AS p USING (stream_index)
        LEFT JOIN unnest(v_refusals) AS r USING (stream_index)
        ORDER BY s.stream_index;
    END IF;
END
$function$;

COMMENT ON FUNCTION append_streams(
    text[], text[], bigint[], integer[], uuid[], text[], text[], text[], timestamptz[], text[], text[], text[], integer[],
    bytea[], text[], text[], boolean, boolean[]
) IS
'Appends events to one or several streams, all or nothing (raises) or each on its own (returns an outcome per stream). '
'Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id. '
'Returns per stream its new version and the first and last global position.';

REVOKE ALL ON FUNCTION append_streams(
    text[], text[], bigint[], integer[], uuid[], text[], text[], text[], timestamptz[], text[], text[], text[], integer[],
    bytea[], text[], text[], boolean, boolean[]
) FROM PUBLIC;
