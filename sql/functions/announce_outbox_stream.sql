-- Puts a stream that has got a message into outbox_streams, unless it is there; returns true, so that it can be called as an
-- expression.
--
-- Concurrency: the caller holds the stream's row in streams. So no other append announces the stream, and
-- settle_outbox_streams() does not take the stream's row out of outbox_streams until this transaction has ended: a row that
-- is there now stays, and is not touched. It is looked for by a plain read first, because ON CONFLICT alone waits for a
-- claim that has not committed. Only READ COMMITTED sees the row as it is now; under the other levels ON CONFLICT decides
-- alone, and raises 40001 where a claim came between.
--
-- Internal. Called by append_event; write_outbox_messages does the same for many.
CREATE OR REPLACE FUNCTION announce_outbox_stream(
    p_stream_id bigint,
    p_global_position bigint,
    p_tenant text,
    p_aggregate_type text,
    p_aggregate_id text
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
SET enable_seqscan TO 'off'
AS $function$
BEGIN
    IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
        IF EXISTS (SELECT FROM outbox_streams AS s WHERE s.stream_id = p_stream_id) THEN
            RETURN true;
        END IF;
    END IF;
    INSERT INTO outbox_streams (stream_id, first_position, available_at, tenant, aggregate_type, aggregate_id)
    VALUES (p_stream_id, p_global_position, clock_timestamp(), p_tenant, p_aggregate_type, p_aggregate_id)
    ON CONFLICT (stream_id) DO NOTHING;
    RETURN true;
END
$function$;

COMMENT ON FUNCTION announce_outbox_stream(bigint, bigint, text, text, text) IS
'Internal. Puts a stream that has got a message into outbox_streams, unless it is there.';

REVOKE ALL ON FUNCTION announce_outbox_stream(bigint, bigint, text, text, text) FROM PUBLIC;
