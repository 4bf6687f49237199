-- Sets how much of a stream is kept: its last p_max_count events, and those that were recorded within p_max_age. Both are set,
-- so that one that is left out takes away the limit that was there; null is no limit. Reads honour it at once, and scavenge
-- removes what is beyond. Returns the stream's version.
-- A day of p_max_age is 24 hours, a month 30 days. An event that scavenge has not removed is read again under a wider limit.
--
-- Concurrency: waits for appends to the stream that are in flight. Errors: SE005 invalid argument, SE018 stream not found.
CREATE OR REPLACE FUNCTION set_stream_metadata(
    p_aggregate_type text,
    p_aggregate_id text,
    p_max_count bigint DEFAULT NULL,
    p_max_age interval DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream streams;
BEGIN
    IF p_max_count < 1 OR p_max_age <= '0' OR p_max_age > '36500 days' THEN
        PERFORM raise_error(
            'SE005', 'not a limit of a stream',
            json_build_object('max_count', p_max_count, 'max_age', p_max_age),
            'p_max_count is at least 1, p_max_age more than nothing and at most 36,500 days; null is no limit. To keep no '
            'event use truncate_stream or delete_stream.'
        );
    END IF;
    v_stream := lock_stream(p_aggregate_type, p_aggregate_id, -2, p_tenant);
    IF num_nonnulls(p_max_count, p_max_age) > 0 THEN
        PERFORM note_limits();
    END IF;
    UPDATE streams AS s
    SET
        max_count = p_max_count,
        -- Without days and months, which are not equally long everywhere.
        max_age = make_interval(secs => extract(EPOCH FROM p_max_age)::double precision)
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    RETURN v_stream.version;
END
$function$;

COMMENT ON FUNCTION set_stream_metadata(text, text, bigint, interval, text) IS
'Sets how many of a stream''s last events are kept and how long. Both are set: null, or left out, is no limit, whatever it was '
'before. Returns its version.';

REVOKE ALL ON FUNCTION set_stream_metadata(text, text, bigint, interval, text) FROM PUBLIC;
