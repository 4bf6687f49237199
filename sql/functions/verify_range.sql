-- The findings of verify() in a range of positions, at most p_limit of them.
--
-- What the server cannot read (a text that is none, compressed data that does not decompress) ends the query with an error that
-- names no event. The range is then halved, until the events that cannot be read stand alone and are named; of those only the
-- columns of fixed width are read, which come first. That costs one more pass over the range for each of them.
--
-- Internal: called by verify(). Concurrency: one snapshot for each part of the range.
CREATE OR REPLACE FUNCTION verify_range(
    p_after bigint,
    p_until bigint,
    p_limit integer
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
ROWS 10
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_middle bigint;
BEGIN
    -- Sorted before the first row is returned, so that an error leaves none behind.
    RETURN QUERY
    WITH checked AS (
        SELECT
            e.*,
            lag(e.version) OVER by_version AS previous_version,
            lag(e.global_position) OVER by_version AS previous_position,
            lead(e.version) OVER by_version AS next_version,
            lag(e.event_id) OVER (PARTITION BY e.global_position ORDER BY e.event_id) AS twin
        FROM events AS e
        WHERE e.global_position > p_after AND e.global_position <= p_until
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
    ORDER BY 2
    LIMIT p_limit;
EXCEPTION
    WHEN data_exception OR internal_error OR program_limit_exceeded OR insufficient_resources THEN
        IF p_until - p_after <= 1 THEN
            RETURN QUERY
            SELECT
                'unreadable', p_until, coalesce(s.tenant, ''), coalesce(s.aggregate_type, ''), coalesce(s.aggregate_id, ''),
                coalesce(e.version, 0), coalesce(e.event_id, '00000000-0000-0000-0000-000000000000'),
                format('the server cannot read it: %s', SQLERRM)
            FROM (VALUES (p_until)) AS p (global_position)
            LEFT JOIN events AS e ON e.global_position = p.global_position
            LEFT JOIN streams AS s ON s.stream_id = e.stream_id;
            RETURN;
        END IF;
        v_middle := p_after + (p_until - p_after) / 2;
        RETURN QUERY SELECT r.* FROM verify_range(p_after, v_middle, p_limit) AS r;
        RETURN QUERY SELECT r.* FROM verify_range(v_middle, p_until, p_limit) AS r;
END
$function$;

COMMENT ON FUNCTION verify_range(bigint, bigint, integer) IS
'Internal. The findings of verify() in a range of positions; what the server cannot read is named, too.';

REVOKE ALL ON FUNCTION verify_range(bigint, bigint, integer) FROM PUBLIC;
