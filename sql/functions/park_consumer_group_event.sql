-- Sets an event aside that no retry can help. Those behind it go on; it waits until replay_parked_consumer_group_events().
-- Concurrency: READ COMMITTED only. Locks one slot and compares the token.
-- Errors: SE028 the member does not hold the event (any more); SE005 an event in front of it is not settled; SE020
-- its partition is detached, and nothing was changed; SE009.
CREATE OR REPLACE FUNCTION park_consumer_group_event(
    p_member uuid,
    p_stream_id bigint,
    p_token bigint,
    p_version bigint,
    p_error text
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM require_read_committed('parking an event of a consumer group');
    PERFORM settle_consumer_group_failure(p_member, p_stream_id, p_token, p_version, p_error, NULL, true);
END
$function$;

COMMENT ON FUNCTION park_consumer_group_event(uuid, bigint, bigint, bigint, text) IS
'Sets an event aside that no retry can help; those behind it go on.';

REVOKE ALL ON FUNCTION park_consumer_group_event(uuid, bigint, bigint, bigint, text) FROM PUBLIC;
