-- Appends one event (JSON) to one stream, all or nothing: the quick form of append_streams for the commonest call.
-- It only ever completes an append that nothing speaks against. Whatever is unusual (a doubtful argument, a conflict, an
-- event id that is taken, a missing partition) it hands to append_streams, which alone decides and names it.
--
-- Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id.
-- Concurrency and errors: as append_streams.
CREATE OR REPLACE FUNCTION append_event(
    p_aggregate_type text,
    p_aggregate_id text,
    p_expected_version bigint,
    p_event_type text,
    p_data json,
    p_metadata json DEFAULT NULL,
    p_event_id uuid DEFAULT NULL,
    p_timestamp timestamptz DEFAULT NULL,
    p_correlation_id text DEFAULT NULL,
    p_causation_id text DEFAULT NULL,
    p_user_id text DEFAULT NULL,
    p_schema_version integer DEFAULT 1,
    p_tenant text DEFAULT '',
    p_outbox boolean DEFAULT NULL,
    OUT stream_version bigint,
    OUT global_position bigint,
    OUT already_stored boolean
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
#variable_conflict use_column
DECLARE
    v_now timestamptz := clock_timestamp();
    v_timestamp timestamptz := coalesce(p_timestamp, v_now);
    v_event_id uuid := coalesce(p_event_id, new_event_id());
    -- Null when one of the names is: then nothing here applies.
    v_names text := p_aggregate_type || E'\x1f' || p_aggregate_id || E'\x1f' || p_event_type || E'\x1f' || p_tenant || E'\x1f'
    || concat(p_correlation_id, p_causation_id, p_user_id);
    v_stream_id bigint;
    v_bell_interval integer;
    v_max_payload_bytes integer;
    v_earliest timestamptz;
    v_outbox boolean;
    v_checksum bytea;
    v_is_isolated boolean;
BEGIN
    already_stored := false;
    IF p_expected_version >= -2
        AND octet_length(p_data::text) <= 8192
        AND p_data::text !~ E'\\\\u|[0-9][eE][+-]?[0-9]{4}'
        AND (
            p_metadata IS NULL
            OR (
                octet_length(p_metadata::text) <= 8192
                AND left(p_metadata::text, 1) = '{'
                AND p_metadata::text !~ E'\\\\u|[0-9][eE][+-]?[0-9]{4}'
            )
        )
        AND p_schema_version >= 1
        AND (p_timestamp IS NULL OR p_timestamp <= v_now + interval '1 second')
        -- Each may have 255 bytes; together they seldom have.
        AND octet_length(v_names) <= 255
        AND current_setting('synchronous_commit') <> 'off'
        AND current_setting('transaction_isolation') = 'read committed'
        AND v_names ~ E'^([^\\x01-\\x1f\\x7f-\\x9f]+\\x1f){3}[^\\x01-\\x1f\\x7f-\\x9f]*\\x1f[^\\x01-\\x1f\\x7f-\\x9f]*$'
    THEN
        -- The settings, if the event's partition is there. They are compared outside of the query: with the values in it the
        -- planner would rather plan it anew for each call, which costs a fifth of the whole.
        SELECT s.bell_interval_milliseconds, s.max_payload_bytes, s.earliest_timestamp, s.outbox_by_default,
            s.is_tenant_isolated
        INTO v_bell_interval, v_max_payload_bytes, v_earliest, v_outbox, v_is_isolated
        FROM store AS s
        WHERE EXISTS (
            SELECT FROM partitions AS p
            WHERE p.lower_bound <= v_timestamp AND p.upper_bound > v_timestamp
                AND p.state = 'attached' AND p.last_position IS NULL
        );
    END IF;
    IF v_timestamp >= v_earliest
        AND v_max_payload_bytes >= greatest(octet_length(p_data::text), octet_length(p_metadata::text))
        AND (CASE WHEN v_is_isolated THEN p_tenant = ANY (coalesce(current_tenants(), ARRAY[p_tenant])) ELSE true END)
    THEN
        IF p_expected_version IN (-1, 0) THEN
            INSERT INTO streams AS s (
                tenant, aggregate_type, aggregate_id, version, first_timestamp, last_timestamp, created_at, updated_at
            )
            VALUES (p_tenant, p_aggregate_type, p_aggregate_id, 1, v_timestamp, v_timestamp, v_now, v_now)
            ON CONFLICT (tenant, aggregate_type, aggregate_id) DO UPDATE
            SET
                version = s.version + 1,
                first_timestamp = least(s.first_timestamp, excluded.first_timestamp),
                last_timestamp = greatest(s.last_timestamp, excluded.last_timestamp),
                updated_at = excluded.updated_at
            WHERE p_expected_version = -1 AND s.deleted_at IS NULL
            RETURNING s.stream_id, s.version INTO v_stream_id, stream_version;
        ELSE
            UPDATE streams AS s
            SET
                version = s.version + 1,
                first_timestamp = least(s.first_timestamp, v_timestamp),
                last_timestamp = greatest(s.last_timestamp, v_timestamp),
                updated_at = v_now
            WHERE s.tenant = p_tenant
                AND s.aggregate_type = p_aggregate_type
                AND s.aggregate_id = p_aggregate_id
                AND (p_expected_version = -2 OR s.version = p_expected_version)
                AND s.deleted_at IS NULL
            RETURNING s.stream_id, s.version INTO v_stream_id, stream_version;
        END IF;
        IF v_stream_id IS NOT NULL THEN
            INSERT INTO event_ids (event_id, stream_id, version, timestamp)
            VALUES (v_event_id, v_stream_id, stream_version, v_timestamp)
            ON CONFLICT (event_id) DO NOTHING;
            IF FOUND THEN
                global_position := CASE WHEN register_in_flight() THEN nextval('global_positions') END;
                -- By the clock as it is after registration: this call may have waited long for the stream's row.
                v_now := clock_timestamp();
                v_checksum := event_checksum(
                    global_position, v_stream_id, stream_version, v_timestamp, v_now, v_event_id, p_schema_version,
                    p_tenant, p_aggregate_type, p_aggregate_id, p_event_type, p_correlation_id, p_causation_id, p_user_id,
                    NULL, p_data, NULL, p_metadata
                );
                INSERT INTO events (
                    global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version,
                    tenant, aggregate_type, aggregate_id, event_type, correlation_id, causation_id, user_id,
                    data, metadata, checksum
                )
                VALUES (
                    global_position, v_stream_id, stream_version, v_timestamp, v_now, v_event_id, p_schema_version,
                    p_tenant, p_aggregate_type, p_aggregate_id, p_event_type, p_correlation_id, p_causation_id, p_user_id,
                    p_data, p_metadata, v_checksum
                );
                -- Expressions, because PERFORM starts a query.
                IF coalesce(p_outbox, v_outbox) THEN
                    INSERT INTO outbox (
                        global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version,
                        tenant, aggregate_type, aggregate_id, event_type, correlation_id, causation_id, user_id,
                        data, metadata, checksum
                    )
                    VALUES (
                        global_position, v_stream_id, stream_version, v_timestamp, v_now, v_event_id, p_schema_version,
                        p_tenant, p_aggregate_type, p_aggregate_id, p_event_type, p_correlation_id, p_causation_id, p_user_id,
                        p_data, p_metadata, v_checksum
                    );
                    -- Nobody else can have announced a stream that this call has made.
                    IF stream_version = 1 THEN
                        INSERT INTO outbox_streams (
                            stream_id, first_position, available_at, tenant, aggregate_type, aggregate_id
                        )
                        VALUES (v_stream_id, global_position, v_now, p_tenant, p_aggregate_type, p_aggregate_id);
                    ELSIF announce_outbox_stream(v_stream_id, global_position, p_tenant, p_aggregate_type, p_aggregate_id) THEN
                        NULL;
                    END IF;
                END IF;
                IF ring_bell(v_bell_interval, global_position, 1, v_now) THEN
                    NULL;
                END IF;
                RETURN;
            END IF;
            PERFORM release_streams(
                ARRAY[p_tenant], ARRAY[p_aggregate_type], ARRAY[p_aggregate_id], ARRAY[v_stream_id],
                ARRAY[stream_version - 1], ARRAY[1], ARRAY[v_event_id]
            );
        END IF;
    END IF;

    SELECT a.stream_version, a.first_position, a.already_stored
    INTO stream_version, global_position, already_stored
    FROM append_streams(
        p_aggregate_types => ARRAY[p_aggregate_type],
        p_aggregate_ids => ARRAY[p_aggregate_id],
        p_expected_versions => ARRAY[p_expected_version],
        p_event_streams => ARRAY[1],
        p_event_ids => ARRAY[v_event_id],
        p_event_types => ARRAY[p_event_type],
        p_data => ARRAY[p_data::text],
        p_metadata => ARRAY[p_metadata::text],
        p_timestamps => ARRAY[p_timestamp],
        p_correlation_ids => ARRAY[p_correlation_id],
        p_causation_ids => ARRAY[p_causation_id],
        p_user_ids => ARRAY[p_user_id],
        p_schema_versions => ARRAY[p_schema_version],
        p_tenants => ARRAY[p_tenant],
        p_outbox => ARRAY[p_outbox]
    ) AS a;
END
$function$;

COMMENT ON FUNCTION append_event(
    text, text, bigint, text, json, json, uuid, timestamptz, text, text, text, integer, text, boolean
) IS
'Appends one JSON event to one stream: the quick form of append_streams for the commonest call. '
'Expected version: -1 any, -2 the stream exists, 0 no stream, n exactly n. Idempotent by event id.';

REVOKE ALL ON FUNCTION append_event(
    text, text, bigint, text, json, json, uuid, timestamptz, text, text, text, integer, text, boolean
) FROM PUBLIC;
