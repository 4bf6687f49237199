-- How far each projection is behind: in positions, and since when the first event it has not passed waits. Ahead of it are
-- gaps as well as events, so a lag of a few positions with nothing waiting is none.
-- Cost: all checkpoints; for each of them one entry of an index in each partition.
CREATE OR REPLACE VIEW projection_lag AS
SELECT
    c.tenant,
    c.name,
    c.status,
    c.global_position,
    h.head_position,
    h.head_position - c.global_position AS lag,
    w.recorded_at AS waiting_since,
    coalesce(round(extract(EPOCH FROM clock_timestamp() - w.recorded_at), 3), 0) AS waiting_seconds,
    c.epoch = s.epoch AND c.global_position <= h.head_position AS is_of_this_history,
    c.error,
    c.updated_at
FROM checkpoints AS c
CROSS JOIN store AS s
CROSS JOIN (SELECT head_position() AS head_position) AS h
LEFT JOIN LATERAL (
    SELECT e.recorded_at
    FROM events AS e
    WHERE e.global_position > c.global_position
    ORDER BY e.global_position
    LIMIT 1
) AS w ON true;

COMMENT ON VIEW projection_lag IS
'How far each projection is behind, in positions and in time. Reads one index entry per checkpoint and partition.';

REVOKE ALL ON TABLE projection_lag FROM PUBLIC;
