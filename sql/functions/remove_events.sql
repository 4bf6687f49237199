-- Removes the events of one stream from p_from_version up to below p_before_version, and their ids. Returns how many, and the
-- highest of their positions, which the caller hands to note_removal().
-- Concurrency: the caller holds the stream's row, FOR KEY SHARE at least, so that nobody else removes events of the stream.
-- He has asked compressing_partition() before. Planned for each call: a plan for all streams locks every month.
-- Internal: called by scavenge, delete_stream_permanently and drop_partition.
CREATE OR REPLACE FUNCTION remove_events(
    p_stream streams,
    p_from_version bigint,
    p_before_version bigint,
    OUT events_removed bigint,
    OUT last_position bigint
)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_custom_plan'
AS $function$
DECLARE
    v_event_ids uuid[];
    v_before text := allow_change();
BEGIN
    WITH removed AS (
        DELETE FROM events AS e
        WHERE e.stream_id = p_stream.stream_id
            AND e.version >= p_from_version
            AND e.version < p_before_version
            AND e.timestamp >= p_stream.first_timestamp
            AND e.timestamp <= p_stream.last_timestamp
        RETURNING e.event_id, e.global_position
    )
    SELECT array_agg(r.event_id), max(r.global_position) INTO v_event_ids, last_position FROM removed AS r;
    events_removed := coalesce(cardinality(v_event_ids), 0);
    DELETE FROM event_ids AS i WHERE i.event_id = ANY (v_event_ids);
    PERFORM allow_change(v_before);
END
$function$;

COMMENT ON FUNCTION remove_events(streams, bigint, bigint) IS
'Internal. Removes the events of one stream in a range of versions, and their ids.';

REVOKE ALL ON FUNCTION remove_events(streams, bigint, bigint) FROM PUBLIC;
