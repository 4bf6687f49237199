-- What an append would find if it were a repetition: how many of its event ids are stored at all, and, when all of them are
-- stored in this stream, one after the other and with the same content, the original result.
-- Internal: append asks only after a conflict, and for a month that takes no events. A timestamp that the caller did not give
-- is not compared.
CREATE OR REPLACE FUNCTION find_stored_append(
    p_stream_index integer,
    p_tenant text,
    p_aggregate_type text,
    p_aggregate_id text,
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
    p_content_types text[],
    OUT stored_count bigint,
    OUT is_repetition boolean,
    OUT stream_version bigint,
    OUT first_position bigint,
    OUT last_position bigint
)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    SELECT
        count(e.event_id),
        coalesce(
            bool_and(
                e.tenant = p_tenant
                AND e.aggregate_type = p_aggregate_type
                AND e.aggregate_id = p_aggregate_id
                AND e.event_type = a.event_type
                AND e.data::text IS NOT DISTINCT FROM a.data::text
                AND e.data_bytes IS NOT DISTINCT FROM a.data_bytes
                AND e.metadata::text IS NOT DISTINCT FROM a.metadata::text
                AND e.correlation_id IS NOT DISTINCT FROM a.correlation_id
                AND e.causation_id IS NOT DISTINCT FROM a.causation_id
                AND e.user_id IS NOT DISTINCT FROM a.user_id
                AND e.content_type IS NOT DISTINCT FROM a.content_type
                AND e.schema_version = coalesce(a.schema_version, 1)
                AND e.timestamp = coalesce(a.timestamp, e.timestamp)
            ) AND count(e.event_id) = count(*)
            AND count(DISTINCT e.version - a.number) = 1,
            false
        ),
        max(e.version),
        min(e.global_position),
        max(e.global_position)
    INTO stored_count, is_repetition, stream_version, first_position, last_position
    FROM (
        SELECT u.*, row_number() OVER (ORDER BY u.event_number) AS number
        FROM unnest(
            p_event_streams, p_event_ids, p_event_types, p_data, p_data_bytes, p_metadata, p_correlation_ids,
            p_causation_ids, p_user_ids, p_timestamps, p_schema_versions, p_content_types
        ) WITH ORDINALITY AS u (
            stream_index, event_id, event_type, data, data_bytes, metadata, correlation_id, causation_id, user_id,
            timestamp, schema_version, content_type, event_number
        )
        WHERE u.stream_index = p_stream_index
    ) AS a
    LEFT JOIN event_ids AS i ON i.event_id = a.event_id
    LEFT JOIN events AS e ON e.timestamp = i.timestamp AND e.stream_id = i.stream_id AND e.version = i.version;
    -- An event that a rewritten partition hides from an older snapshot is no reason to call the append a new one.
    IF NOT is_repetition AND current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM require_current_partitions();
    END IF;
END
$function$;

COMMENT ON FUNCTION find_stored_append(
    integer, text, text, text, integer[], uuid[], text[], json[], bytea[], json[], text[], text[], text[], timestamptz[],
    integer[], text[]
) IS
'Internal. Whether an append is a repetition of one that is stored, and the original result if so.';

REVOKE ALL ON FUNCTION find_stored_append(
    integer, text, text, text, integer[], uuid[], text[], json[], bytea[], json[], text[], text[], text[], timestamptz[],
    integer[], text[]
) FROM PUBLIC;
