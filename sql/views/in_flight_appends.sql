-- The transactions that have appended and not ended: readers by position wait at the lowest registered position. What
-- sessions of other roles do is null for a role that is no member of pg_read_all_stats. Nothing for a role that has not all
-- tenants.
-- Cost: the server's table of locks, once. in_flight_appenders() tells admins the same with the query.
CREATE OR REPLACE VIEW in_flight_appends AS
SELECT
    l.pid,
    h.head_position - max((h.head_position - l.objid::bigint) & 4294967295) AS registered_position,
    max((h.head_position - l.objid::bigint) & 4294967295) AS positions_held,
    round(extract(EPOCH FROM clock_timestamp() - max(a.xact_start)), 3) AS transaction_seconds,
    max(a.state) AS state,
    max(a.application_name) AS application_name,
    max(a.usename)::text AS user_name,
    max(a.wait_event) AS wait_event
FROM pg_locks AS l
CROSS JOIN (SELECT head_position() AS head_position) AS h
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory'
    AND l.objsubid = 1
    -- As in_flight_tag() makes it.
    AND l.classid = (hashoid('global_positions'::regclass::oid)::bigint & 4294967295)::oid
    AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    AND l.granted
    AND ((h.head_position - l.objid::bigint) & 4294967295) < 2147483648
    AND (SELECT current_tenants()) IS NULL
GROUP BY l.pid, l.virtualtransaction, h.head_position;

COMMENT ON VIEW in_flight_appends IS
'The transactions that have appended and not ended, and how long they hold readers up. Reads the table of locks.';

REVOKE ALL ON TABLE in_flight_appends FROM PUBLIC;
