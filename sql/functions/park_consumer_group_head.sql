-- Sets the first pending event of a stream aside; those behind it go on. An event that is gone meanwhile leaves nothing; one
-- whose partition is detached is not gone: SE020, or at a takeover (p_is_takeover), which must not fail, it stays where it is.
-- Concurrency: the caller holds the slot's row. Internal: called when an event is parked, by a member or after too many
-- failures. Errors: SE020.
CREATE OR REPLACE FUNCTION park_consumer_group_head(
    p_group_id bigint,
    p_slot integer,
    p_stream_id bigint,
    p_attempts integer,
    p_error text,
    p_is_takeover boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    INSERT INTO consumer_group_parked AS p (
        group_id, slot, stream_id, version, global_position, event_id, tenant, aggregate_type, aggregate_id, event_type,
        attempts, last_error, parked_at
    )
    SELECT
        p_group_id, p_slot, e.stream_id, e.version, e.global_position, e.event_id, e.tenant, e.aggregate_type, e.aggregate_id,
        e.event_type, p_attempts, left(p_error, 4000), clock_timestamp()
    FROM consumer_group_streams AS r
    INNER JOIN events AS e ON e.stream_id = r.stream_id AND e.version = r.pending[1]
    WHERE r.group_id = p_group_id AND r.slot = p_slot AND r.stream_id = p_stream_id
    ON CONFLICT (group_id, stream_id, version) DO UPDATE
    SET attempts = excluded.attempts, last_error = excluded.last_error, parked_at = excluded.parked_at, replay_at = NULL,
        is_delivered = false;
    IF NOT FOUND AND EXISTS (
        SELECT FROM partitions AS p WHERE p.state IN ('detaching', 'detached') AND NOT p.is_passed_over
    ) THEN
        IF p_is_takeover THEN
            RETURN;
        END IF;
        PERFORM raise_detached(d.partition_name)
        FROM consumer_group_streams AS r,
            detached_version(r.stream_id, r.pending[1], false, '-infinity', 'infinity') AS d
        WHERE r.group_id = p_group_id AND r.slot = p_slot AND r.stream_id = p_stream_id AND d.version = r.pending[1];
    END IF;
    UPDATE consumer_group_streams AS r
    SET first_version = r.pending[1] + 1, pending = r.pending[2:], attempts = 0, takeovers = 0, last_error = NULL
    WHERE r.group_id = p_group_id AND r.slot = p_slot AND r.stream_id = p_stream_id;
    DELETE FROM consumer_group_streams AS r
    WHERE r.group_id = p_group_id AND r.slot = p_slot AND r.stream_id = p_stream_id
        AND r.pending = '{}' AND NOT r.is_behind;
END
$function$;

COMMENT ON FUNCTION park_consumer_group_head(bigint, integer, bigint, integer, text, boolean) IS
'Internal. Sets the first pending event of a stream aside; those behind it go on.';

REVOKE ALL ON FUNCTION park_consumer_group_head(bigint, integer, bigint, integer, text, boolean) FROM PUBLIC;
