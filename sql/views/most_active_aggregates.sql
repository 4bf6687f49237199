-- The 100 aggregates with the most events among the last 100,000 positions: what is hot just now.
-- Cost: a range of at most 100,000 entries of the index on positions, whatever is stored.
CREATE OR REPLACE VIEW most_active_aggregates AS
SELECT
    e.tenant,
    e.aggregate_type,
    e.aggregate_id,
    count(*) AS events,
    max(e.version) AS version,
    min(e.recorded_at) AS first_recorded_at,
    max(e.recorded_at) AS last_recorded_at
FROM events AS e
WHERE e.global_position > (SELECT head_position() - 100000)
GROUP BY e.tenant, e.aggregate_type, e.aggregate_id
ORDER BY events DESC, e.tenant, e.aggregate_type, e.aggregate_id
LIMIT 100;

COMMENT ON VIEW most_active_aggregates IS
'The 100 aggregates with the most events among the last 100,000 positions. Reads that range of an index.';

REVOKE ALL ON TABLE most_active_aggregates FROM PUBLIC;
