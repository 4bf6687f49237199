-- The transactions that have appended and not ended yet. Readers wait at the lowest registered position until they end.
-- Needs pg_read_all_stats to see the sessions of other roles in full.
CREATE OR REPLACE FUNCTION in_flight_appenders()
RETURNS TABLE (
    pid integer,
    registered_position bigint,
    transaction_age interval,
    state text,
    application_name text,
    user_name text,
    client_address inet,
    wait_event text,
    query text
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_head bigint := head_position();
BEGIN
    PERFORM require_all_tenants();
    RETURN QUERY
    SELECT
        l.pid,
        min(v_head - ((v_head - l.objid::bigint) & 4294967295)),
        clock_timestamp() - max(a.xact_start),
        max(a.state),
        max(a.application_name),
        max(a.usename)::text,
        max(a.client_addr::text)::inet,
        max(a.wait_event),
        max(left(a.query, 200))
    FROM pg_locks AS l
    LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
    WHERE l.locktype = 'advisory'
        AND l.objsubid = 1
        AND l.classid = (in_flight_tag()::bigint & 4294967295)::oid
        AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        AND l.granted
        AND ((v_head - l.objid::bigint) & 4294967295) < 2147483648
    GROUP BY l.pid, l.virtualtransaction
    ORDER BY 2;
END
$function$;

COMMENT ON FUNCTION in_flight_appenders() IS
'The transactions that have appended and not ended yet: where readers wait, for whom, and since when.';

REVOKE ALL ON FUNCTION in_flight_appenders() FROM PUBLIC;
