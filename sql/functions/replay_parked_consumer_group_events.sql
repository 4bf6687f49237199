-- Has parked events handed out again, with no attempts: those at p_global_positions, of p_aggregate_types, and of
-- p_event_types, each null for all; the lowest positions first, at most p_limit in a call. Returns how many. They come behind
-- followers that have gone on. One that is replayed already is not counted. Concurrency: READ COMMITTED only. Locks the events'
-- rows. Errors: SE027 no such group; SE005, SE021, SE009.
CREATE OR REPLACE FUNCTION replay_parked_consumer_group_events(
    p_name text,
    p_global_positions bigint[] DEFAULT NULL,
    p_aggregate_types text[] DEFAULT NULL,
    p_event_types text[] DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_tenant text DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups;
    v_count bigint;
BEGIN
    PERFORM check_read(NULL, p_limit);
    PERFORM require_read_committed('replaying events of a consumer group');
    v_group := lock_consumer_group(p_name, p_tenant, false);
    UPDATE consumer_group_parked AS p
    SET replay_at = clock_timestamp(), attempts = 0
    FROM (
        SELECT a.stream_id, a.version
        FROM consumer_group_parked AS a
        WHERE a.group_id = v_group.group_id AND a.replay_at IS NULL
            AND (p_global_positions IS NULL OR a.global_position = ANY (p_global_positions))
            AND (p_aggregate_types IS NULL OR a.aggregate_type = ANY (p_aggregate_types))
            AND (p_event_types IS NULL OR a.event_type = ANY (p_event_types))
        ORDER BY a.global_position
        LIMIT p_limit
    ) AS u
    WHERE p.group_id = v_group.group_id AND p.stream_id = u.stream_id AND p.version = u.version AND p.replay_at IS NULL;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$function$;

COMMENT ON FUNCTION replay_parked_consumer_group_events(text, bigint[], text[], text[], integer, text) IS
'Has parked events of a consumer group handed out again: one, all, or by filter; returns how many.';

REVOKE ALL ON FUNCTION replay_parked_consumer_group_events(text, bigint[], text[], text[], integer, text) FROM PUBLIC;
