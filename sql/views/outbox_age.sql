-- What the outbox holds of each tenant: streams with messages to send, since when the oldest waits, what is parked, and with
-- which error the oldest of those in front failed that have failed. The tenant '' has a row always.
-- The oldest is looked for in the outbox itself: its event may be removed or detached since.
-- Cost: the rows of outbox_streams, which are as many as streams with messages to send; the parked messages; and some entries
-- of the outbox's index for each tenant, however many messages are pending. outbox_statistics() counts them.
CREATE OR REPLACE VIEW outbox_age AS
SELECT
    t.tenant,
    coalesce(p.pending_streams, 0) AS pending_streams,
    coalesce(p.leased_streams, 0) AS leased_streams,
    coalesce(p.delayed_streams, 0) AS delayed_streams,
    w.recorded_at AS oldest_pending_at,
    coalesce(round(extract(EPOCH FROM clock_timestamp() - w.recorded_at), 3), 0) AS oldest_pending_seconds,
    coalesce(k.parked_messages, 0) AS parked_messages,
    k.oldest_parked_at,
    w.last_error
FROM (
    SELECT s.tenant FROM outbox_streams AS s
    UNION
    SELECT o.tenant FROM outbox AS o WHERE o.parked_at IS NOT NULL
    UNION
    VALUES ('')
) AS t
LEFT JOIN (
    SELECT
        s.tenant,
        count(*) AS pending_streams,
        count(*) FILTER (WHERE s.lease IS NOT NULL AND s.available_at > clock_timestamp()) AS leased_streams,
        count(*) FILTER (WHERE s.lease IS NULL AND s.available_at > clock_timestamp()) AS delayed_streams
    FROM outbox_streams AS s
    GROUP BY s.tenant
) AS p ON p.tenant = t.tenant
LEFT JOIN (
    -- Where a stream's messages begin is at least here, and nearly always exactly: some of those that begin first are enough.
    SELECT
        s.tenant,
        min(m.recorded_at) AS recorded_at,
        (array_agg(m.last_error ORDER BY m.recorded_at) FILTER (WHERE m.attempts > 0))[1] AS last_error
    FROM (
        SELECT
            a.tenant, a.stream_id, least(a.first_position, a.replayed_position) AS first_position,
            row_number() OVER (PARTITION BY a.tenant ORDER BY least(a.first_position, a.replayed_position)) AS place
        FROM outbox_streams AS a
    ) AS s
    CROSS JOIN LATERAL (
        SELECT o.recorded_at, o.attempts, o.last_error FROM outbox AS o
        WHERE o.stream_id = s.stream_id AND o.global_position >= s.first_position
            AND o.done_at IS NULL AND o.parked_at IS NULL
        ORDER BY o.global_position
        LIMIT 1
    ) AS m
    WHERE s.place <= 16
    GROUP BY s.tenant
) AS w ON w.tenant = t.tenant
LEFT JOIN (
    SELECT o.tenant, count(*) AS parked_messages, min(o.parked_at) AS oldest_parked_at
    FROM outbox AS o
    WHERE o.parked_at IS NOT NULL
    GROUP BY o.tenant
) AS k ON k.tenant = t.tenant;

COMMENT ON VIEW outbox_age IS
'What the outbox holds of each tenant, and since when the oldest message waits. Reads outbox_streams and what is parked.';

REVOKE ALL ON TABLE outbox_age FROM PUBLIC;
