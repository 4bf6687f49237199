-- One row that says how the store fares, for people and probes.
-- On a standby head_position and safe_position are null. partitions_ahead counts the months after this one that have a
-- partition.
CREATE OR REPLACE FUNCTION health()
RETURNS TABLE (
    server_version text,
    database_name text,
    host text,
    is_in_recovery boolean,
    schema_name text,
    schema_version integer,
    epoch uuid,
    head_position bigint,
    safe_position bigint,
    in_flight_appenders bigint,
    partitions_ahead bigint,
    last_partition_ends timestamptz,
    checked_at timestamptz
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_barrier record;
BEGIN
    IF pg_is_in_recovery() THEN
        SELECT NULL::bigint AS safe_position, NULL::bigint AS head_position INTO v_barrier;
    ELSE
        SELECT b.* INTO v_barrier FROM safe_position() AS b;
    END IF;
    RETURN QUERY
    SELECT
        current_setting('server_version'),
        current_database()::text,
        coalesce(host(inet_server_addr()) || ':' || inet_server_port(), 'unix socket'),
        pg_is_in_recovery(),
        current_schema()::text,
        schema_version(),
        s.epoch,
        v_barrier.head_position,
        v_barrier.safe_position,
        (
            SELECT count(DISTINCT l.virtualtransaction) FROM pg_locks AS l
            WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
                AND l.classid = (in_flight_tag()::bigint & 4294967295)::oid
                AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        ),
        (SELECT count(*) FROM partitions AS p WHERE p.lower_bound > clock_timestamp() AND p.state = 'attached'),
        (SELECT max(p.upper_bound) FROM partitions AS p WHERE p.state = 'attached'),
        clock_timestamp()
    FROM store AS s;
END
$function$;

COMMENT ON FUNCTION health() IS
'One row that says how the store fares: versions, head, barrier, appenders in flight, partitions ahead.';

REVOKE ALL ON FUNCTION health() FROM PUBLIC;
