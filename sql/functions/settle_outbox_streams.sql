-- Ends the lease of these streams: those that have nothing pending leave outbox_streams, the others can be claimed at once.
--
-- Concurrency: the caller holds the rows of outbox_streams (FOR UPDATE). An append in progress may have seen a row and left it
-- as it is, and commits its message later; without the row that message would be stranded. It holds its stream's row in streams
-- until then, so a row is removed only by who has got that one FOR SHARE and, in a later statement, still sees nothing pending.
-- Who does not get it at once (SKIP LOCKED) leaves the row in place for the next claim. Appends to a stream thus wait for a
-- worker only from here to the end of its transaction. A stream whose row is gone was deleted, and gets no more appends.
-- READ COMMITTED only: the caller has refused the other levels.
--
-- Whoever deletes a stream holds its row in streams FOR UPDATE and then deletes by stream_id from outbox_streams first, from
-- outbox second: the order in which workers lock them.
--
-- Internal. Called by the functions of the outbox.
CREATE OR REPLACE FUNCTION settle_outbox_streams(p_stream_ids bigint[])
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_quiet_ids bigint[];
BEGIN
    v_quiet_ids := ARRAY(
        SELECT s.stream_id
        FROM outbox_streams AS q
        INNER JOIN streams AS s
            ON s.tenant = q.tenant AND s.aggregate_type = q.aggregate_type AND s.aggregate_id = q.aggregate_id
            AND s.stream_id = q.stream_id
        WHERE q.stream_id = ANY (p_stream_ids)
            AND first_pending_position(q.stream_id, least(q.first_position, q.replayed_position)) IS NULL
        FOR SHARE OF s SKIP LOCKED
    );
    DELETE FROM outbox_streams AS q
    WHERE q.stream_id = ANY (p_stream_ids)
        AND (
            q.stream_id = ANY (v_quiet_ids)
            OR NOT EXISTS (
                SELECT FROM streams AS s
                WHERE s.tenant = q.tenant AND s.aggregate_type = q.aggregate_type AND s.aggregate_id = q.aggregate_id
                    AND s.stream_id = q.stream_id
            )
        )
        AND first_pending_position(q.stream_id, least(q.first_position, q.replayed_position)) IS NULL;
    UPDATE outbox_streams AS q
    SET
        lease = NULL,
        leased_by = NULL,
        claimed_position = NULL,
        replayed_position = NULL,
        available_at = clock_timestamp(),
        set_at = clock_timestamp(),
        first_position = coalesce(
            first_pending_position(q.stream_id, least(q.first_position, q.replayed_position)),
            least(q.first_position, q.replayed_position)
        )
    WHERE q.stream_id = ANY (p_stream_ids);
END
$function$;

COMMENT ON FUNCTION settle_outbox_streams(bigint[]) IS
'Internal. Ends the lease of streams; those with nothing pending leave outbox_streams, unless an append is in progress.';

REVOKE ALL ON FUNCTION settle_outbox_streams(bigint[]) FROM PUBLIC;
