-- Deletes messages that were done before p_older_than ago, oldest first, at most p_limit in a call; returns how many. Call
-- it until it returns less than p_limit. With p_parked, parked ones as old go as well, for ever. Pending ones never.
-- Concurrency: skips what another cleaner has locked; no append and no worker waits. Errors: SE005 for a limit outside 1 to
-- 100,000 or a negative age.
CREATE OR REPLACE FUNCTION clean_outbox(
    p_older_than interval DEFAULT '7 days',
    p_limit integer DEFAULT 10000,
    p_parked boolean DEFAULT false
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_before timestamptz;
    v_count bigint;
    v_parked_count bigint := 0;
BEGIN
    PERFORM check_read(NULL, p_limit);
    IF (p_older_than >= '0') IS NOT TRUE THEN
        PERFORM raise_error(
            'SE005', 'p_older_than is an age, 0 or more',
            json_build_object('argument', 'p_older_than', 'older_than', p_older_than),
            'Write for example interval ''7 days''.'
        );
    END IF;
    v_before := clock_timestamp() - least(p_older_than, interval '1000 years');
    DELETE FROM outbox AS o
    USING (
        SELECT d.stream_id, d.global_position
        FROM outbox AS d
        WHERE d.done_at <= v_before
        ORDER BY d.done_at
        LIMIT p_limit
        FOR UPDATE SKIP LOCKED
    ) AS m
    WHERE o.stream_id = m.stream_id AND o.global_position = m.global_position;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF p_parked AND v_count < p_limit THEN
        DELETE FROM outbox AS o
        USING (
            SELECT d.stream_id, d.global_position
            FROM outbox AS d
            WHERE d.parked_at <= v_before
            LIMIT p_limit - v_count
            FOR UPDATE SKIP LOCKED
        ) AS m
        WHERE o.stream_id = m.stream_id AND o.global_position = m.global_position;
        GET DIAGNOSTICS v_parked_count = ROW_COUNT;
    END IF;
    RETURN v_count + v_parked_count;
END
$function$;

COMMENT ON FUNCTION clean_outbox(interval, integer, boolean) IS
'Deletes messages of the outbox that were done before a time, in bounded batches; returns how many.';

REVOKE ALL ON FUNCTION clean_outbox(interval, integer, boolean) FROM PUBLIC;
