-- The newest snapshot of a stream that can be built upon, of one state type and schema version, at or below p_at_or_below
-- (null: whatever its version); no row when there is none. Not one
-- - above the stream's version, or whose event is not the one at its version: it is of another history;
-- - whose next event is there but not read any more (truncated, beyond the stream's limits, detached): what happened in between
--   would be missing. The rest of the stream begins anew then;
-- - of a stream that is deleted.
-- Concurrency: any isolation level; VOLATILE for the reason that read_stream has. Errors: SE005 invalid argument.
CREATE OR REPLACE FUNCTION latest_snapshot(
    p_aggregate_type text,
    p_aggregate_id text,
    p_state_type text,
    p_schema_version integer,
    p_at_or_below bigint DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS TABLE (
    version bigint,
    event_id uuid,
    created_at timestamptz,
    content_type text,
    encoding text,
    original_size integer,
    stored_size integer,
    data json,
    data_bytes bytea
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream streams;
    v_now timestamptz := clock_timestamp();
BEGIN
    SELECT s.* INTO v_stream
    FROM streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    IF NOT FOUND THEN
        PERFORM require_tenant(p_tenant);
        RETURN;
    END IF;
    IF v_stream.deleted_at IS NOT NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT
        n.version, n.event_id, n.created_at, n.content_type, n.encoding, n.original_size, n.stored_size, n.data, n.data_bytes
    FROM snapshots AS n
    WHERE n.stream_id = v_stream.stream_id
        AND n.state_type = p_state_type
        AND n.schema_version = p_schema_version
        AND n.version <= least(p_at_or_below, v_stream.version)
        AND NOT EXISTS (
            SELECT FROM events AS e
            WHERE e.stream_id = v_stream.stream_id
                AND e.version = n.version
                AND e.timestamp >= v_stream.first_timestamp
                AND e.timestamp <= v_stream.last_timestamp
                AND e.event_id <> n.event_id
        )
        AND (
            n.version = v_stream.version
            OR EXISTS (
                SELECT FROM events AS e
                WHERE e.stream_id = v_stream.stream_id
                    AND e.version = n.version + 1
                    AND e.timestamp >= v_stream.first_timestamp
                    AND e.timestamp <= v_stream.last_timestamp
                    AND is_beyond_limits(
                        e.version, e.recorded_at, v_stream.version, NULL, v_stream.truncate_before, v_stream.max_count,
                        v_stream.max_age, v_now
                    ) IS NOT TRUE
            )
        )
    ORDER BY n.version DESC
    LIMIT 1;
END
$function$;

COMMENT ON FUNCTION latest_snapshot(text, text, text, integer, bigint, text) IS
'The newest snapshot of a stream that can be built upon, of one state type and schema version, at or below a version.';

REVOKE ALL ON FUNCTION latest_snapshot(text, text, text, integer, bigint, text) FROM PUBLIC;
