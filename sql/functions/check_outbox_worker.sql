-- Refuses a worker's name that is none, numbers outside of their ranges, and a visibility timeout below 1 second or above 1
-- day.
-- Internal: called by claim_outbox_messages and extend_outbox_lease. Errors: SE005.
CREATE OR REPLACE FUNCTION check_outbox_worker(
    p_worker text,
    p_limit integer,
    p_messages_per_stream integer,
    p_visibility_timeout interval
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_argument text := CASE
        WHEN coalesce(p_worker, '') = '' OR octet_length(p_worker) > 255 OR p_worker ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
            THEN 'p_worker'
        WHEN (p_limit BETWEEN 1 AND 10000) IS NOT TRUE THEN 'p_limit'
        WHEN (p_messages_per_stream BETWEEN 1 AND 10000) IS NOT TRUE THEN 'p_messages_per_stream'
        WHEN (p_visibility_timeout BETWEEN '1 second' AND '1 day') IS NOT TRUE THEN 'p_visibility_timeout'
    END;
BEGIN
    IF v_argument IS NOT NULL THEN
        PERFORM raise_error(
            'SE005', format('%s is not what a worker of the outbox can have', v_argument),
            json_build_object(
                'argument', v_argument, 'worker', p_worker, 'limit', p_limit, 'messages_per_stream', p_messages_per_stream,
                'visibility_timeout', p_visibility_timeout
            ),
            'A name of 1 to 255 bytes without control characters, 1 to 10000 messages, and a timeout of 1 second to 1 day.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION check_outbox_worker(text, integer, integer, interval) IS
'Internal. Refuses (SE005) names, numbers and timeouts that no worker of the outbox can have.';

REVOKE ALL ON FUNCTION check_outbox_worker(text, integer, integer, interval) FROM PUBLIC;
