-- Gives back all streams of a lease, as a worker does that stops: whoever claims next goes on with what is not done.
-- Returns the number of streams; 0 when the lease holds nothing (any more).
-- Concurrency: locks the rows of outbox_streams in the order of stream_id. Errors: SE009.
CREATE OR REPLACE FUNCTION release_outbox_lease(p_lease uuid)
RETURNS bigint
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
BEGIN
    PERFORM require_read_committed('releasing a lease of the outbox');
    v_stream_ids := ARRAY(
        SELECT s.stream_id FROM outbox_streams AS s WHERE s.lease = p_lease ORDER BY s.stream_id FOR UPDATE
    );
    IF cardinality(v_stream_ids) > 0 THEN
        PERFORM settle_outbox_streams(v_stream_ids);
    END IF;
    RETURN cardinality(v_stream_ids);
END
$function$;

COMMENT ON FUNCTION release_outbox_lease(uuid) IS
'Gives back the streams of a lease, so that they can be claimed at once; returns how many.';

REVOKE ALL ON FUNCTION release_outbox_lease(uuid) FROM PUBLIC;
