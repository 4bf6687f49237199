-- Holds all streams of a lease for p_visibility_timeout from now on; returns until when. To be called well before it ends.
-- A lease that has run out is not extended, even where nobody has taken a stream over: its worker has to stop publishing.
-- Concurrency: locks the rows of outbox_streams in the order of stream_id.
-- Errors: SE019 when the lease has ended, SE005 for a timeout below 1 second or above 1 day, SE009.
CREATE OR REPLACE FUNCTION extend_outbox_lease(
    p_lease uuid,
    p_visibility_timeout interval DEFAULT '30 seconds'
)
RETURNS timestamptz
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
SET enable_seqscan TO 'off'
SET enable_bitmapscan TO 'off'
SET enable_hashjoin TO 'off'
SET enable_mergejoin TO 'off'
AS $function$
DECLARE
    v_stream_ids bigint[];
    v_now timestamptz;
BEGIN
    PERFORM check_outbox_worker('-', 1, 1, p_visibility_timeout);
    PERFORM require_read_committed('extending a lease of the outbox');
    v_stream_ids := ARRAY(
        SELECT s.stream_id FROM outbox_streams AS s WHERE s.lease = p_lease ORDER BY s.stream_id FOR UPDATE
    );
    v_now := clock_timestamp();
    IF cardinality(v_stream_ids) = 0 OR EXISTS (
        SELECT FROM outbox_streams AS s WHERE s.stream_id = ANY (v_stream_ids) AND s.available_at <= v_now
    ) THEN
        PERFORM raise_lease_lost(p_lease);
    END IF;
    UPDATE outbox_streams AS s
    SET available_at = v_now + p_visibility_timeout, set_at = v_now
    WHERE s.stream_id = ANY (v_stream_ids);
    RETURN v_now + p_visibility_timeout;
END
$function$;

COMMENT ON FUNCTION extend_outbox_lease(uuid, interval) IS
'Holds the streams of a lease for a visibility timeout from now on. SE019 when the lease has ended.';

REVOKE ALL ON FUNCTION extend_outbox_lease(uuid, interval) FROM PUBLIC;
