-- Saves the state of an aggregate after the event p_event_id, which is at p_version of its stream. One with the same version,
-- state type and schema version is replaced.
--
-- p_data (JSON), or p_data_bytes with p_content_type. p_encoding: how p_data_bytes is compressed (gzip, lz4, zstd; null: not),
-- p_original_size: its bytes before that. p_keep: of this stream and state type only so many of the highest versions stay.
--
-- Concurrency: holds the stream's row FOR KEY SHARE, which goes with appends; waits for whoever is deleting or limiting the
-- stream.
-- Errors: SE005 invalid argument; SE006 payload too large; SE008 JSON that no later query could read; SE017 stream deleted;
-- SE018 stream not found; SE024 when the stream has no such version, or another event there.
CREATE OR REPLACE FUNCTION save_snapshot(
    p_aggregate_type text,
    p_aggregate_id text,
    p_version bigint,
    p_event_id uuid,
    p_state_type text,
    p_schema_version integer,
    p_data json DEFAULT NULL,
    p_data_bytes bytea DEFAULT NULL,
    p_content_type text DEFAULT NULL,
    p_encoding text DEFAULT NULL,
    p_original_size integer DEFAULT NULL,
    p_keep integer DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_max_payload_bytes integer := (SELECT s.max_payload_bytes FROM store AS s);
    v_size integer := coalesce(octet_length(p_data::text), octet_length(p_data_bytes));
    v_stream streams;
    v_event_id uuid;
BEGIN
    IF coalesce(octet_length(p_state_type), 0) NOT BETWEEN 1 AND 255 OR p_state_type ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
        OR coalesce(p_version, 0) < 1 OR coalesce(p_schema_version, 0) < 1 OR p_event_id IS NULL
        OR (p_data IS NULL) = (p_data_bytes IS NULL)
        OR (p_data_bytes IS NULL) <> (p_content_type IS NULL)
        OR octet_length(p_content_type) NOT BETWEEN 1 AND 255
        OR p_content_type ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
        OR (p_encoding IS NOT NULL AND (p_data_bytes IS NULL OR p_encoding NOT IN ('gzip', 'lz4', 'zstd')))
        OR p_original_size < 0 OR p_keep < 1
    THEN
        PERFORM raise_error(
            'SE005', 'not a snapshot',
            json_build_object(
                'state_type', p_state_type, 'version', p_version, 'schema_version', p_schema_version, 'event_id', p_event_id,
                'content_type', p_content_type, 'encoding', p_encoding, 'original_size', p_original_size, 'keep', p_keep
            ),
            'A state type of 1 to 255 bytes without control characters, versions and p_keep of at least 1, the id of the '
            'event, and either p_data or p_data_bytes with its content type; an encoding (gzip, lz4, zstd) only with bytes.'
        );
    END IF;
    IF v_size > v_max_payload_bytes THEN
        PERFORM raise_error(
            'SE006', format('the snapshot has more than the %s bytes of the setting max_payload_bytes', v_max_payload_bytes),
            json_build_object('size', v_size, 'max_payload_bytes', v_max_payload_bytes),
            'Compress it, keep less in the state, or change the setting.'
        );
    END IF;
    IF p_data IS NOT NULL AND NOT is_queryable_json(p_data::text) THEN
        PERFORM raise_error(
            'SE008', E'the snapshot has \\u0000, a lone surrogate, a number too large, or nesting too deep',
            json_build_object('argument', 'p_data'), 'Mend the state, or save it as bytes.'
        );
    END IF;
    SELECT s.* INTO v_stream
    FROM streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id
    FOR KEY SHARE;
    IF NOT FOUND THEN
        PERFORM raise_stream_not_found(p_aggregate_type, p_aggregate_id, p_tenant);
    END IF;
    IF v_stream.deleted_at IS NOT NULL THEN
        PERFORM raise_stream_deleted(
            p_aggregate_type, p_aggregate_id, p_tenant, v_stream.version, v_stream.deleted_at
        );
    END IF;
    SELECT e.event_id INTO v_event_id
    FROM events AS e
    WHERE e.stream_id = v_stream.stream_id
        AND e.version = p_version
        AND e.timestamp >= v_stream.first_timestamp
        AND e.timestamp <= v_stream.last_timestamp;
    IF v_event_id IS DISTINCT FROM p_event_id THEN
        PERFORM raise_error(
            'SE024',
            CASE WHEN p_version > v_stream.version
                THEN format(
                    'stream %s %s is at version %s and has no snapshot at %s', to_json(p_aggregate_type),
                    to_json(p_aggregate_id), v_stream.version, p_version
                )
                ELSE format(
                    'version %s of stream %s %s is not the event of the snapshot', p_version, to_json(p_aggregate_type),
                    to_json(p_aggregate_id)
                )
            END,
            json_build_object(
                'tenant', p_tenant, 'aggregate_type', p_aggregate_type, 'aggregate_id', p_aggregate_id,
                'version', p_version, 'event_id', p_event_id, 'actual_version', v_stream.version
            ),
            'Load the aggregate anew and save that: this state is of another history, or its event is gone.'
        );
    END IF;
    INSERT INTO snapshots AS n (
        stream_id, version, schema_version, event_id, created_at, original_size, stored_size, tenant, aggregate_type,
        aggregate_id, state_type, content_type, encoding, data, data_bytes
    )
    VALUES (
        v_stream.stream_id, p_version, p_schema_version, p_event_id, clock_timestamp(), coalesce(p_original_size, v_size),
        v_size, p_tenant, p_aggregate_type, p_aggregate_id, p_state_type, p_content_type, p_encoding, p_data, p_data_bytes
    )
    ON CONFLICT (stream_id, state_type, version, schema_version) DO UPDATE
    SET
        event_id = excluded.event_id,
        created_at = excluded.created_at,
        original_size = excluded.original_size,
        stored_size = excluded.stored_size,
        content_type = excluded.content_type,
        encoding = excluded.encoding,
        data = excluded.data,
        data_bytes = excluded.data_bytes;
    IF p_keep IS NOT NULL THEN
        DELETE FROM snapshots AS n
        WHERE n.stream_id = v_stream.stream_id
            AND n.state_type = p_state_type
            AND (n.version, n.schema_version) < (
                SELECT k.version, k.schema_version
                FROM snapshots AS k
                WHERE k.stream_id = v_stream.stream_id AND k.state_type = p_state_type
                ORDER BY k.version DESC, k.schema_version DESC
                OFFSET p_keep - 1
                LIMIT 1
            );
    END IF;
END
$function$;

COMMENT ON FUNCTION save_snapshot(
    text, text, bigint, uuid, text, integer, json, bytea, text, text, integer, integer, text
) IS
'Saves the state of an aggregate at a version of its stream. Refuses one that the stream has not, or of another event (SE024).';

REVOKE ALL ON FUNCTION save_snapshot(
    text, text, bigint, uuid, text, integer, json, bytea, text, text, integer, integer, text
) FROM PUBLIC;
