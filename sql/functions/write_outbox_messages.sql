-- Writes the outbox messages of the events at these positions, which this transaction has just stored between these times,
-- and a row in outbox_streams for each of their streams that has none. announce_outbox_stream() says why a row that is there
-- is left alone.
--
-- Reads the events back, so that the message is what was stored. By index whatever the statistics say: a plan that was made
-- while the tables were small would later read them whole with every append.
--
-- Internal. Called by append_streams; append_event writes its one message itself.
CREATE OR REPLACE FUNCTION write_outbox_messages(
    p_global_positions bigint[],
    p_first_timestamp timestamptz,
    p_last_timestamp timestamptz
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
SET enable_seqscan TO 'off'
SET enable_bitmapscan TO 'off'
SET enable_hashjoin TO 'off'
SET enable_mergejoin TO 'off'
AS $function$
DECLARE
    v_sees_rows_as_they_are boolean := current_setting('transaction_isolation') IN ('read committed', 'read uncommitted');
BEGIN
    WITH written AS (
        INSERT INTO outbox AS o (
            global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version,
            tenant, aggregate_type, aggregate_id, event_type, correlation_id, causation_id, user_id,
            content_type, data, data_bytes, metadata, checksum
        )
        SELECT
            e.global_position, e.stream_id, e.version, e.timestamp, e.recorded_at, e.event_id, e.schema_version,
            e.tenant, e.aggregate_type, e.aggregate_id, e.event_type, e.correlation_id, e.causation_id, e.user_id,
            e.content_type, e.data, e.data_bytes, e.metadata, e.checksum
        FROM unnest(p_global_positions) AS u (global_position)
        INNER JOIN events AS e ON e.global_position = u.global_position
        WHERE e.timestamp >= p_first_timestamp AND e.timestamp <= p_last_timestamp
        RETURNING o.stream_id, o.global_position, o.tenant, o.aggregate_type, o.aggregate_id
    )
    INSERT INTO outbox_streams (stream_id, first_position, available_at, tenant, aggregate_type, aggregate_id)
    SELECT w.stream_id, min(w.global_position), clock_timestamp(), w.tenant, w.aggregate_type, w.aggregate_id
    FROM written AS w
    WHERE CASE WHEN v_sees_rows_as_they_are THEN
        (SELECT s.stream_id FROM outbox_streams AS s WHERE s.stream_id = w.stream_id) IS NULL
    ELSE true END
    GROUP BY w.stream_id, w.tenant, w.aggregate_type, w.aggregate_id
    ORDER BY w.stream_id
    ON CONFLICT (stream_id) DO NOTHING;
END
$function$;

COMMENT ON FUNCTION write_outbox_messages(bigint[], timestamptz, timestamptz) IS
'Internal. Writes the outbox messages of events that this transaction has just stored.';

REVOKE ALL ON FUNCTION write_outbox_messages(bigint[], timestamptz, timestamptz) FROM PUBLIC;
