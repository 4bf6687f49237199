-- Below which version the events of a stream can be removed, at most p_limit versions beyond p_scavenged_before, below which
-- they are gone already.
-- p_now: events are as old as they are then. p_deleted_before: streams deleted before then keep no event. p_recorded_before:
-- nothing is removable from the first event on that was recorded later.
-- The age counts from the oldest event on, up to the first that is young enough: what stays has no gap even if the clock was
-- set back.
-- Nothing is removable from the first event on that is in a detached partition: attached back, it would be one too many.
-- Internal: called by scavenge.
CREATE OR REPLACE FUNCTION removable_before(
    p_stream streams,
    p_scavenged_before bigint,
    p_now timestamptz,
    p_deleted_before timestamptz,
    p_recorded_before timestamptz,
    p_limit bigint
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_last bigint := p_scavenged_before + p_limit;
    v_before bigint := least(
        greatest(
            p_scavenged_before,
            p_stream.truncate_before,
            p_stream.version - p_stream.max_count + 1,
            CASE WHEN p_stream.deleted_at < p_deleted_before THEN p_stream.version + 1 END
        ),
        v_last
    );
BEGIN
    IF p_stream.max_age IS NOT NULL AND v_before < v_last THEN
        v_before := greatest(
            v_before,
            (
                SELECT coalesce(min(o.version) FILTER (WHERE o.is_young), max(o.version) + 1)
                FROM (
                    SELECT e.version, e.recorded_at >= p_now - p_stream.max_age AS is_young
                    FROM events AS e
                    WHERE e.stream_id = p_stream.stream_id
                        AND e.version >= v_before
                        AND e.timestamp >= p_stream.first_timestamp
                        AND e.timestamp <= p_stream.last_timestamp
                    ORDER BY e.version
                    LIMIT v_last - v_before
                ) AS o
            )
        );
    END IF;
    IF v_before > p_scavenged_before THEN
        v_before := least(
            v_before,
            (
                SELECT e.version
                FROM events AS e
                WHERE e.stream_id = p_stream.stream_id
                    AND e.version >= p_scavenged_before
                    AND e.version < v_before
                    AND e.timestamp >= p_stream.first_timestamp
                    AND e.timestamp <= p_stream.last_timestamp
                    AND e.recorded_at > p_recorded_before
                ORDER BY e.version
                LIMIT 1
            )
        );
    END IF;
    IF v_before > p_scavenged_before
        AND EXISTS (SELECT FROM partitions AS p WHERE p.state IN ('detaching', 'detached'))
    THEN
        v_before := least(
            v_before,
            (
                SELECT d.version
                FROM detached_version(
                    p_stream.stream_id, p_scavenged_before, false, p_stream.first_timestamp, p_stream.last_timestamp, true
                ) AS d
            )
        );
    END IF;
    RETURN v_before;
END
$function$;

COMMENT ON FUNCTION removable_before(streams, bigint, timestamptz, timestamptz, timestamptz, bigint) IS
'Internal. Below which version the events of a stream can be removed.';

REVOKE ALL ON FUNCTION removable_before(streams, bigint, timestamptz, timestamptz, timestamptz, bigint) FROM PUBLIC;
