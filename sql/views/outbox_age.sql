-- What the outbox holds of each tenant: streams with messages to send, since when the oldest waits, and what is parked. The
-- tenant '' has a row always.
-- Cost: the rows of outbox_streams, which are as many as streams with messages to send; the parked messages; and one entry
-- of an index in each partition for each tenant. outbox_statistics() counts the messages.
CREATE OR REPLACE VIEW outbox_age AS
SELECT
    t.tenant,
    coalesce(p.pending_streams, 0) AS pending_streams,
    coalesce(p.leased_streams, 0) AS leased_streams,
    coalesce(p.delayed_streams, 0) AS delayed_streams,
    w.recorded_at AS oldest_pending_at,
    coalesce(round(extract(EPOCH FROM clock_timestamp() - w.recorded_at), 3), 0) AS oldest_pending_seconds,
    coalesce(k.parked_messages, 0) AS parked_messages,
    k.oldest_parked_at
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
        count(*) FILTER (WHERE s.lease IS NULL AND s.available_at > clock_timestamp()) AS delayed_streams,
        min(least(s.first_position, s.replayed_position)) AS first_position
    FROM outbox_streams AS s
    GROUP BY s.tenant
) AS p ON p.tenant = t.tenant
LEFT JOIN (
    SELECT o.tenant, count(*) AS parked_messages, min(o.parked_at) AS oldest_parked_at
    FROM outbox AS o
    WHERE o.parked_at IS NOT NULL
    GROUP BY o.tenant
) AS k ON k.tenant = t.tenant
LEFT JOIN LATERAL (
    SELECT e.recorded_at
    FROM events AS e
    WHERE e.global_position >= p.first_position
    ORDER BY e.global_position
    LIMIT 1
) AS w ON true;

COMMENT ON VIEW outbox_age IS
'What the outbox holds of each tenant, and since when the oldest message waits. Reads outbox_streams and what is parked.';

REVOKE ALL ON TABLE outbox_age FROM PUBLIC;
