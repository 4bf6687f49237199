-- Notes that handling an event has failed. Its stream waits for the group's retry_milliseconds, doubled with each further
-- failure up to max_retry_milliseconds and then up to a quarter shorter, by chance, and at least for p_delay; a shorter p_delay
-- does not shorten the wait. Other streams go on. What the member has of the stream behind it, it drops: it comes again, in
-- order. After the group's max_attempts failures the event is parked instead (is_parked): then the member goes on with what
-- stands behind it.
--
-- Concurrency: READ COMMITTED only. Locks one slot and compares the token. Errors: SE028 the member does not hold the event
-- (any more); SE005 a delay below 0 or above 30 days, or an event in front of it is not settled; SE020 it
-- is to be parked and its partition is detached; SE009.
CREATE OR REPLACE FUNCTION retry_consumer_group_event(
    p_member uuid,
    p_stream_id bigint,
    p_token bigint,
    p_version bigint,
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
AS $function$
BEGIN
    PERFORM require_read_committed('retrying an event of a consumer group');
    IF (p_delay BETWEEN '0' AND '30 days') IS FALSE THEN
        PERFORM raise_error(
            'SE005', format('an event cannot be retried after %s', p_delay),
            json_build_object('argument', 'p_delay', 'delay', p_delay), 'Give 0 to 30 days.'
        );
    END IF;
    SELECT f.attempts, f.is_parked, f.available_at INTO attempts, is_parked, available_at
    FROM settle_consumer_group_failure(p_member, p_stream_id, p_token, p_version, p_error, p_delay, false) AS f;
END
$function$;

COMMENT ON FUNCTION retry_consumer_group_event(uuid, bigint, bigint, bigint, text, interval) IS
'Notes that handling an event has failed: its stream waits, longer with each failure; after max_attempts the event is parked.';

REVOKE ALL ON FUNCTION retry_consumer_group_event(uuid, bigint, bigint, bigint, text, interval) FROM PUBLIC;
