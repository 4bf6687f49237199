-- Notes that publishing a message has failed. Its stream waits for outbox_retry_milliseconds, doubled with each further
-- failure up to outbox_max_retry_milliseconds and then up to a quarter shorter, by chance, so that streams that failed together
-- do not come back together; and at least for p_delay. A shorter p_delay does not shorten the wait: a receiver that says "at
-- once" would use up all attempts in a moment. The lease of the stream ends. Other streams go on. After outbox_max_attempts
-- failures the message is parked instead (is_parked): then its followers go on under the lease.
--
-- Concurrency: READ COMMITTED only. Locks one row of outbox_streams.
-- Errors: SE019 when the lease does not hold the message (any more); SE005 for a delay below 0 or above 30 days, or when a
-- message in front of it is pending; SE009.
CREATE OR REPLACE FUNCTION retry_outbox_message(
    p_lease uuid,
    p_global_position bigint,
    p_error text,
    p_delay interval DEFAULT NULL,
    OUT attempts integer,
    OUT is_parked boolean,
    OUT available_at timestamptz
)
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
#variable_conflict use_column
DECLARE
    v_stream_id bigint;
    v_store store%ROWTYPE;
BEGIN
    PERFORM require_read_committed('retrying a message of the outbox');
    IF (p_delay BETWEEN '0' AND '30 days') IS FALSE THEN
        PERFORM raise_error(
            'SE005', format('a message of the outbox cannot be retried after %s', p_delay),
            json_build_object('argument', 'p_delay', 'delay', p_delay), 'Give 0 to 30 days.'
        );
    END IF;
    v_stream_id := hold_outbox_message(p_lease, p_global_position);
    SELECT store.* INTO STRICT v_store FROM store;
    UPDATE outbox AS o
    SET
        attempts = o.attempts + 1,
        last_error = left(p_error, 4000),
        parked_at = CASE WHEN o.attempts + 1 >= nullif(v_store.outbox_max_attempts, 0) THEN clock_timestamp() END
    WHERE o.stream_id = v_stream_id AND o.global_position = p_global_position
    RETURNING o.attempts, o.parked_at IS NOT NULL INTO attempts, is_parked;
    IF is_parked THEN
        PERFORM advance_outbox_streams(ARRAY[v_stream_id], ARRAY[p_global_position]);
    ELSE
        UPDATE outbox_streams AS s
        SET
            lease = NULL,
            leased_by = NULL,
            claimed_position = NULL,
            set_at = clock_timestamp(),
            available_at = clock_timestamp() + greatest(
                p_delay,
                least(
                    v_store.outbox_max_retry_milliseconds,
                    v_store.outbox_retry_milliseconds * 2::double precision ^ least(attempts - 1, 40)
                ) * (1 - random() / 4) * interval '1 millisecond'
            )
        WHERE s.stream_id = v_stream_id
        RETURNING s.available_at INTO available_at;
    END IF;
END
$function$;

COMMENT ON FUNCTION retry_outbox_message(uuid, bigint, text, interval) IS
'Notes that publishing a message has failed: its stream waits, longer with each failure and at least for p_delay; after '
'outbox_max_attempts the message is parked.';

REVOKE ALL ON FUNCTION retry_outbox_message(uuid, bigint, text, interval) FROM PUBLIC;
