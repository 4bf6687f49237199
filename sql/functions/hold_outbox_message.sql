-- Locks the stream of a message that a lease holds, and returns the stream's id. The message must be the first that is
-- pending of those claimed: it is the one that is published now.
-- Concurrency: locks one row of outbox_streams. Internal: called by retry_outbox_message and park_outbox_message.
-- Errors: SE019 when the lease does not hold the message (any more), SE005 when another is in front of it.
CREATE OR REPLACE FUNCTION hold_outbox_message(p_lease uuid, p_global_position bigint)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream_id bigint;
    v_first bigint;
BEGIN
    SELECT s.stream_id INTO v_stream_id
    FROM outbox_streams AS s
    WHERE s.lease = p_lease
        AND p_global_position BETWEEN s.first_position AND s.claimed_position
        AND EXISTS (
            SELECT FROM outbox AS o
            WHERE o.stream_id = s.stream_id AND o.global_position = p_global_position
                AND o.done_at IS NULL AND o.parked_at IS NULL
        )
    FOR UPDATE;
    -- Looked at once more by a later statement, which sees what the row's holder before has done.
    SELECT first_pending_position(s.stream_id, s.first_position) INTO v_first
    FROM outbox_streams AS s
    WHERE s.stream_id = v_stream_id;
    IF v_first IS NULL OR v_first > p_global_position THEN
        PERFORM raise_lease_lost(p_lease);
    ELSIF v_first < p_global_position THEN
        PERFORM raise_error(
            'SE005', format('message %s is pending in front of %s', v_first, p_global_position),
            json_build_object('argument', 'p_global_position', 'position', v_first),
            'Complete, retry or park the messages of a stream in order, from the first on.'
        );
    END IF;
    RETURN v_stream_id;
END
$function$;

COMMENT ON FUNCTION hold_outbox_message(uuid, bigint) IS
'Internal. Locks the stream of the message that is published now under a lease.';

REVOKE ALL ON FUNCTION hold_outbox_message(uuid, bigint) FROM PUBLIC;
