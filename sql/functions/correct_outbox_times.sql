-- Brings streams forward that were leased or put off before the server's clock was set back: each keeps the time it had, from
-- now on. Otherwise they would wait for as long as the clock went back. Looks at the 1,000 that are due next; the others'
-- turn comes.
--
-- Concurrency: skips what somebody else has locked. Whoever sets a time holds the row and may have read the clock a moment
-- after this call, hence the second.
--
-- Internal. Called by claim_outbox_messages when nothing is due, and with one claim of sixteen.
CREATE OR REPLACE FUNCTION correct_outbox_times()
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
    v_now timestamptz := clock_timestamp();
    v_stream_ids bigint[] := ARRAY(
        SELECT a.stream_id
        FROM (
            SELECT s.stream_id, s.set_at
            FROM outbox_streams AS s
            WHERE s.available_at > v_now
            ORDER BY s.available_at
            LIMIT 1000
        ) AS a
        WHERE a.set_at > v_now + interval '1 second'
    );
BEGIN
    IF cardinality(v_stream_ids) > 0 THEN
        UPDATE outbox_streams AS s
        SET available_at = v_now + (s.available_at - s.set_at), set_at = v_now
        WHERE s.stream_id = ANY (ARRAY(
            SELECT a.stream_id
            FROM outbox_streams AS a
            WHERE a.stream_id = ANY (v_stream_ids) AND a.set_at > v_now + interval '1 second'
            FOR UPDATE SKIP LOCKED
        ));
    END IF;
END
$function$;

COMMENT ON FUNCTION correct_outbox_times() IS
'Internal. Brings streams of the outbox forward that were leased or put off before the server''s clock was set back.';

REVOKE ALL ON FUNCTION correct_outbox_times() FROM PUBLIC;
