-- The barrier: up to which global position every event there will ever be is visible to a statement that begins later.
--
-- Reads the highest position given out, and then, in a later statement, the lowest number under which an appender is
-- registered in flight. An appender registers before it draws its positions and its lock goes away after its commit has
-- become visible, so whatever is not registered and not above the head is visible to the next statement.
-- A reader must use the answer in a LATER statement, never in the same one:
-- read_all(..., p_until => safe, p_until_is_safe => true).
--
-- A standby cannot tell: it sees no lock of an appender, and the sequence up to 32 ahead of what was given out.
--
-- Concurrency: only READ COMMITTED gives later statements a fresh snapshot.
-- Errors: SE009 under any other level, and on a standby.
CREATE OR REPLACE FUNCTION safe_position(OUT safe_position bigint, OUT head_position bigint)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_lag bigint;
BEGIN
    PERFORM require_read_committed();
    IF pg_is_in_recovery() THEN
        PERFORM raise_error(
            'SE009', 'a standby cannot tell which events are still on their way', json_build_object('is_in_recovery', true),
            'Ask safe_position() of the primary, wait until the standby has replayed it, and pass it to read_all as p_until '
            'with p_until_is_safe => true.'
        );
    END IF;
    head_position := head_position();
    IF head_position IS NULL THEN
        PERFORM raise_error(
            'SE009', 'the sequence global_positions has no position', json_build_object('sequence', 'global_positions'),
            'It was restarted, or may not be read: set it to the highest position of events, or grant USAGE on it.'
        );
    END IF;
    -- Only the low 32 bits of a number are in the key; the distance from the head gives back the rest.
    SELECT max((head_position - l.objid::bigint) & 4294967295) INTO v_lag
    FROM pg_locks AS l
    WHERE l.locktype = 'advisory'
        AND l.objsubid = 1
        AND l.classid = (in_flight_tag()::bigint & 4294967295)::oid
        AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        AND l.granted
        -- Registered after the head was read: such an appender can only draw positions above it.
        AND ((head_position - l.objid::bigint) & 4294967295) < 2147483648;
    safe_position := head_position - coalesce(v_lag, 0);
END
$function$;

COMMENT ON FUNCTION safe_position() IS
'The barrier: the position up to which nothing can still appear, for use in a later statement; and the head.';

REVOKE ALL ON FUNCTION safe_position() FROM PUBLIC;
