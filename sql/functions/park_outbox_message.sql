-- Sets a message aside that no retry can help. Its followers go on without it, under the same lease; it stays stored until
-- it is replayed or cleaned.
-- Concurrency: READ COMMITTED only. Locks one row of outbox_streams.
-- Errors: SE019 when the lease does not hold the message (any more), SE005 when a message in front of it is pending, SE009.
CREATE OR REPLACE FUNCTION park_outbox_message(
    p_lease uuid,
    p_global_position bigint,
    p_error text
)
RETURNS void
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
    v_stream_id bigint;
BEGIN
    PERFORM require_read_committed('parking a message of the outbox');
    v_stream_id := hold_outbox_message(p_lease, p_global_position);
    UPDATE outbox AS o
    SET attempts = o.attempts + 1, last_error = left(p_error, 4000), parked_at = clock_timestamp()
    WHERE o.stream_id = v_stream_id AND o.global_position = p_global_position;
    PERFORM advance_outbox_streams(ARRAY[v_stream_id], ARRAY[p_global_position]);
END
$function$;

COMMENT ON FUNCTION park_outbox_message(uuid, bigint, text) IS
'Sets a message aside that no retry can help; its followers go on without it.';

REVOKE ALL ON FUNCTION park_outbox_message(uuid, bigint, text) FROM PUBLIC;
