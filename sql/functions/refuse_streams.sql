-- The outcomes of the streams that an append could not take (stream id 0): the original result of a repetition, SE020 when
-- the event of an id is in a detached partition, SE017 when the stream is deleted, SE002 when an event id is stored elsewhere
-- or with other content, otherwise SE001.
-- A repetition is told from what is stored, whether the stream is deleted or not: the append has happened. Once its events are
-- removed nothing tells it.
-- p_bases is -1 where the expected version did not match. The version is not compared again: an append at another version
-- holds no lock, and what was in flight then may have committed since.
-- A repetition writes a message into the write-ahead log, so that its commit waits for a synchronous standby: that of the
-- first time may have been cancelled while it waited, and then only this server has the events.
-- Internal: called by append_streams.
CREATE OR REPLACE FUNCTION refuse_streams(
    p_tenants text[],
    p_aggregate_types text[],
    p_aggregate_ids text[],
    p_expected_versions bigint[],
    p_stream_ids bigint[],
    p_bases bigint[],
    p_event_streams integer[],
    p_event_ids uuid[],
    p_event_types text[],
    p_data json[],
    p_data_bytes bytea[],
    p_metadata json[],
    p_correlation_ids text[],
    p_causation_ids text[],
    p_user_ids text[],
    p_timestamps timestamptz[],
    p_schema_versions integer[],
    p_content_types text[]
)
RETURNS append_outcome[]
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_refusals append_outcome[] := ARRAY[]::append_outcome[];
    v_refusal append_outcome;
    v_found record;
    v_actual bigint;
    v_detached text;
    v_deleted_at timestamptz;
BEGIN
    FOR i IN 1 .. cardinality(p_stream_ids) LOOP
        CONTINUE WHEN p_stream_ids[i] <> 0;
        SELECT f.* INTO v_found
        FROM find_stored_append(
            i, coalesce(p_tenants[i], ''), p_aggregate_types[i], p_aggregate_ids[i], p_event_streams, p_event_ids,
            p_event_types, p_data, p_data_bytes, p_metadata, p_correlation_ids, p_causation_ids, p_user_ids,
            p_timestamps, p_schema_versions, p_content_types
        ) AS f;
        v_refusal := NULL;
        v_refusal.stream_index := i;
        v_refusal.already_stored := v_found.is_repetition;
        IF v_found.is_repetition THEN
            PERFORM pg_logical_emit_message(true, 'event_store', 'repetition');
            v_refusal.stream_version := v_found.stream_version;
            v_refusal.first_position := v_found.first_position;
            v_refusal.last_position := v_found.last_position;
        ELSE
            SELECT coalesce(max(s.version), 0), max(s.deleted_at) INTO v_actual, v_deleted_at
            FROM streams AS s
            WHERE s.tenant = coalesce(p_tenants[i], '')
                AND s.aggregate_type = p_aggregate_types[i]
                AND s.aggregate_id = p_aggregate_ids[i];
            v_refusal.stream_version := v_actual;
            -- Where the event of an id is detached, nobody can tell whether this is a repetition of its append.
            SELECT p.partition_name INTO v_detached
            FROM unnest(p_event_ids, p_event_streams) AS u (event_id, stream_index)
            INNER JOIN event_ids AS t ON t.event_id = u.event_id
            INNER JOIN partitions AS p ON p.lower_bound <= t.timestamp AND p.upper_bound > t.timestamp
            WHERE u.stream_index = i AND p.state IN ('detaching', 'detached')
            ORDER BY p.lower_bound
            LIMIT 1;
            IF v_detached IS NOT NULL THEN
                v_refusal.error_code := 'SE020';
                v_refusal.error_message := format(
                    'an event id of the append to stream %s %s is that of an event in partition %s, which is detached',
                    to_json(p_aggregate_types[i]), to_json(p_aggregate_ids[i]), v_detached
                );
            ELSIF v_deleted_at IS NOT NULL THEN
                v_refusal.error_code := 'SE017';
                v_refusal.error_message := format(
                    'stream %s %s is deleted', to_json(p_aggregate_types[i]), to_json(p_aggregate_ids[i])
                );
            ELSIF v_found.stored_count > 0 OR p_bases[i] >= 0 THEN
                v_refusal.error_code := 'SE002';
                v_refusal.error_message := format(
                    'an event id of the append to stream %s %s is taken by another event',
                    to_json(p_aggregate_types[i]), to_json(p_aggregate_ids[i])
                );
            ELSE
                v_refusal.error_code := 'SE001';
                v_refusal.error_message := format(
                    'stream %s %s is at version %s, expected was %s',
                    to_json(p_aggregate_types[i]), to_json(p_aggregate_ids[i]), v_actual,
                    CASE p_expected_versions[i]
                        WHEN -2 THEN 'an existing stream' WHEN 0 THEN 'no stream' ELSE p_expected_versions[i]::text
                    END
                );
            END IF;
            v_refusal.error_detail := json_build_object(
                'tenant', coalesce(p_tenants[i], ''),
                'aggregate_type', p_aggregate_types[i],
                'aggregate_id', p_aggregate_ids[i],
                'expected_version', p_expected_versions[i],
                'actual_version', v_actual,
                'event_ids_stored', v_found.stored_count
            );
            IF v_detached IS NOT NULL OR v_deleted_at IS NOT NULL THEN
                v_refusal.error_detail := (
                    v_refusal.error_detail::jsonb
                    || jsonb_strip_nulls(jsonb_build_object('partition', v_detached, 'deleted_at', v_deleted_at))
                )::json;
            END IF;
        END IF;
        v_refusals := v_refusals || v_refusal;
    END LOOP;
    RETURN v_refusals;
END
$function$;

COMMENT ON FUNCTION refuse_streams(
    text[], text[], text[], bigint[], bigint[], bigint[], integer[], uuid[], text[], json[], bytea[], json[], text[], text[],
    text[], timestamptz[], integer[], text[]
) IS
'Internal. The outcomes of the streams that an append could not take: the original result, SE020, SE017, SE002 or SE001.';

REVOKE ALL ON FUNCTION refuse_streams(
    text[], text[], text[], bigint[], bigint[], bigint[], integer[], uuid[], text[], json[], bytea[], json[], text[], text[],
    text[], timestamptz[], integer[], text[]
) FROM PUBLIC;
