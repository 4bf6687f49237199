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
-- unreadable     the server cannot read the event
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
    SELECT r.* FROM verify_range(v_after, v_until, p_limit) AS r
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
