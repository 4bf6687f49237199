-- One row on the outbox: how much is pending, since when, who holds how much, what is parked. p_tenant null: all tenants.
--
-- pending_streams have messages to send; of these leased_streams are with a worker, and delayed_streams wait after a failure.
-- expired_leases are those whose worker neither finished nor extended in time and that nobody has claimed since.
-- oldest_pending_at is when the oldest pending message was stored.
-- Concurrency: one snapshot. Reads the pending part of the outbox once: about a second for 1,000,000 messages.
CREATE OR REPLACE FUNCTION outbox_statistics(p_tenant text DEFAULT NULL)
RETURNS TABLE (
    pending_messages bigint,
    pending_streams bigint,
    leased_streams bigint,
    delayed_streams bigint,
    expired_leases bigint,
    parked_messages bigint,
    done_messages bigint,
    oldest_pending_at timestamptz,
    workers bigint
)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_now timestamptz := clock_timestamp();
BEGIN
    RETURN QUERY
    SELECT
        coalesce(sum(p.messages), 0)::bigint,
        count(*),
        count(*) FILTER (WHERE s.lease IS NOT NULL AND s.available_at > v_now),
        count(*) FILTER (WHERE s.lease IS NULL AND s.available_at > v_now),
        count(DISTINCT s.lease) FILTER (WHERE s.available_at <= v_now),
        (SELECT count(*) FROM outbox AS o WHERE o.parked_at IS NOT NULL AND (p_tenant IS NULL OR o.tenant = p_tenant)),
        (SELECT count(*) FROM outbox AS o WHERE o.done_at IS NOT NULL AND (p_tenant IS NULL OR o.tenant = p_tenant)),
        min(p.oldest),
        count(DISTINCT s.leased_by) FILTER (WHERE s.available_at > v_now)
    FROM outbox_streams AS s
    CROSS JOIN LATERAL (
        SELECT count(*) AS messages, min(o.recorded_at) AS oldest
        FROM outbox AS o
        WHERE o.stream_id = s.stream_id
            AND o.global_position >= least(s.first_position, s.replayed_position)
            AND o.done_at IS NULL AND o.parked_at IS NULL
    ) AS p
    WHERE p_tenant IS NULL OR s.tenant = p_tenant;
END
$function$;

COMMENT ON FUNCTION outbox_statistics(text) IS
'One row on the outbox: pending, leased, delayed and parked messages, and since when the oldest waits.';

REVOKE ALL ON FUNCTION outbox_statistics(text) FROM PUBLIC;
