-- Events, and the aggregates that had any, of each day (UTC, by timestamp) of the last 31. One row a tenant and aggregate
-- type; the numbers of several rows of a day add up, since a stream has one tenant and one type.
-- Cost: reads the partitions of these 31 days once, at most three.
CREATE OR REPLACE VIEW events_per_day AS
SELECT
    (e.timestamp AT TIME ZONE 'UTC')::date AS day,
    e.tenant,
    e.aggregate_type,
    count(*) AS events,
    count(DISTINCT e.stream_id) AS aggregates
FROM events AS e
WHERE e.timestamp >= date_trunc('day', now(), 'UTC') - interval '30 days'
    AND e.timestamp < date_trunc('day', now(), 'UTC') + interval '1 day'
GROUP BY 1, 2, 3;

COMMENT ON VIEW events_per_day IS
'Events and unique aggregates of each of the last 31 days (UTC). Reads the partitions of these days.';

REVOKE ALL ON TABLE events_per_day FROM PUBLIC;
