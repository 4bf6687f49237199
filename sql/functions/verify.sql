-- Verifies what is stored in a range of global positions (p_after < position <= p_until; null: the whole store) and names
-- what does not match, one row a finding, at most p_limit.
--
-- checksum       the stored event is not what was written
-- version_gap    a version of a stream is missing before this event, or it is one that was scavenged
-- order          an event of a stream has a lower position than the one before it
-- event_id       the event's id does not lead to the event
-- stream         the event's stream is absent, has another name, or is at a lower version
-- tail           the stream is at a higher version, and its next event is missing
-- position       another event has the same position, or (of the whole store) one is above the head
-- Gaps and order are looked for among the events of the range and their predecessors. The events of detached partitions are not
-- read; that they are missing is no gap.
-- Concurrency: one snapshot; appends go on. READ COMMITTED and a primary only when p_until is null (SE009).
CREATE OR REPLACE FUNCTION verify(
    p_after bigint DEFAULT NULL,
    p_until bigint DEFAULT NULL,
    p_limit integer DEFAULT 1000
)
RETURNS TABLE (
    problem text,
    global_position bigint,
    tenant text,
    aggregate_type text,
    aggregate_id text,
    version bigint,
    event_id uuid,
    detail text
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 10
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_after bigint := coalesce(p_after, 0);
    v_until bigint := p_until;
BEGIN
    PERFORM check_read(p_after, p_limit, p_until);
    IF v_until IS NULL THEN
        v_until := (safe_position()).safe_position;
    END IF;
    RETURN QUERY
    WITH checked AS (
        SELECT
            e.*,
            lag(e.version) OVER by_version AS previous_version,
            lag(e.global_position) OVER by_version AS previous_position,
            lead(e.version) OVER by_version AS next_version,
            lag(e.event_id) OVER (PARTITION BY e.global_position ORDER BY e.event_id) AS twin
        FROM events AS e
        WHERE e.global_position > v_after AND e.global_position <= v_until
        WINDOW by_version AS (PARTITION BY e.stream_id ORDER BY e.version, e.global_position)
    )
    SELECT
        f.problem, c.global_position, c.tenant, c.aggregate_type, c.aggregate_id, c.version, c.event_id, f.detail
    FROM checked AS c
    LEFT JOIN LATERAL (
        -- The predecessor outside the range, asked for only where the range begins for a stream.
        SELECT e.version, e.global_position
        FROM events AS e
        WHERE c.previous_version IS NULL AND c.version > 1 AND e.stream_id = c.stream_id AND e.version = c.version - 1
        LIMIT 1
    ) AS o ON true
    LEFT JOIN event_ids AS i ON i.event_id = c.event_id
    LEFT JOIN scavenged_streams AS g ON g.stream_id = c.stream_id
    LEFT JOIN streams AS s
        ON s.tenant = c.tenant AND s.aggregate_type = c.aggregate_type AND s.aggregate_id = c.aggregate_id
    CROSS JOIN LATERAL (
        VALUES
        (
            'checksum',
            c.checksum <> event_checksum(
                c.global_position, c.stream_id, c.version, c.timestamp, c.recorded_at, c.event_id, c.schema_version,
                c.tenant, c.aggregate_type, c.aggregate_id, c.event_type, c.correlation_id, c.causation_id, c.user_id,
                c.content_type, c.data, c.data_bytes, c.metadata
            ),
            'the stored event is not what was written'
        ),
        (
            'version_gap',
            CASE
                WHEN c.version < g.scavenged_before THEN true
                WHEN c.version <> coalesce(c.previous_version, o.version, g.scavenged_before - 1, 0) + 1
                    THEN NOT is_detached_version(c.stream_id, c.version - 1)
            END,
            CASE
                WHEN c.version < g.scavenged_before THEN format('all versions below %s were removed', g.scavenged_before)
                ELSE format('the version before it is %s', coalesce(c.previous_version, o.version, g.scavenged_before - 1, 0))
            END
        ),
        (
            'order',
            c.global_position <= coalesce(c.previous_position, o.global_position),
            format('the version before it is at position %s', coalesce(c.previous_position, o.global_position))
        ),
        (
            'event_id',
            (i.stream_id, i.version, i.timestamp) IS DISTINCT FROM (c.stream_id, c.version, c.timestamp),
            CASE WHEN i.event_id IS NULL THEN 'the id is not registered' ELSE 'the id leads elsewhere' END
        ),
        (
            'stream',
            s.stream_id IS DISTINCT FROM c.stream_id OR s.version < c.version,
            CASE WHEN s.stream_id IS NULL THEN 'the stream is absent' ELSE format('the stream is at version %s', s.version) END
        ),
        (
            'tail',
            CASE
                WHEN c.next_version IS NULL AND s.version > c.version THEN NOT EXISTS (
                    SELECT FROM events AS e WHERE e.stream_id = c.stream_id AND e.version = c.version + 1
                ) AND NOT is_detached_version(c.stream_id, c.version + 1)
            END,
            format('the stream is at version %s', s.version)
        ),
        ('position', c.twin IS NOT NULL, format('event %s has the same position', c.twin))
    ) AS f (problem, is_found, detail)
    WHERE f.is_found
    UNION ALL
    (
        -- By the head as it is after the snapshot: an event that is visible has drawn its position before.
        SELECT
            'position', e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id,
            format('the head is %s: later events will have the same positions', head_position())
        FROM events AS e
        WHERE p_until IS NULL AND e.global_position > v_until AND e.global_position > head_position()
        ORDER BY e.global_position
        LIMIT p_limit
    )
    ORDER BY 2
    LIMIT p_limit;
END
$function$;

COMMENT ON FUNCTION verify(bigint, bigint, integer) IS
'Verifies checksums, versions, order, ids and streams in a range of positions; one row a finding.';

REVOKE ALL ON FUNCTION verify(bigint, bigint, integer) FROM PUBLIC;
