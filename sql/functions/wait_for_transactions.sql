-- Waits until every transaction of this database that holds a snapshot from before this call has ended. After it, everybody
-- sees what was committed before it, so that a partition that was closed receives nothing more, and one that is detaching has
-- no reader left that takes it for attached.
--
-- A READ COMMITTED transaction that is idle between two statements is not waited for: its next one sees the change.
-- Concurrency: blocks nobody. To be called in a transaction of its own, after the commit.
-- Errors: SE020 when p_timeout is over, with the sessions; SE005 when it is null or negative.
CREATE OR REPLACE FUNCTION wait_for_transactions(p_timeout interval DEFAULT '10 minutes')
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_deadline timestamptz := clock_timestamp() + least(p_timeout, interval '1000 years');
    v_key bigint := hashtextextended('event_store.wait_for_transactions', 0);
    v_pause double precision := 0.001;
    v_older text[];
    v_pids integer[];
BEGIN
    IF p_timeout IS NULL OR p_timeout < interval '0' THEN
        PERFORM raise_error(
            'SE005', 'the time to wait is null or negative', json_build_object('argument', 'p_timeout', 'timeout', p_timeout),
            'Give for example ''10 minutes''.'
        );
    END IF;
    -- Those that hold a snapshot now. Another one in this function, of whatever store, touches no events, and may wait for this
    -- one: the key marks it.
    PERFORM pg_advisory_xact_lock_shared(v_key);
    v_older := ARRAY(
        SELECT l.virtualxid
        FROM pg_stat_activity AS a
        INNER JOIN pg_locks AS l ON l.pid = a.pid AND l.locktype = 'virtualxid' AND l.granted
        WHERE a.datname = current_database()
            AND a.backend_xmin IS NOT NULL
            AND a.pid <> pg_backend_pid()
            AND a.backend_type IS DISTINCT FROM 'autovacuum worker'
            AND NOT EXISTS (
                SELECT FROM pg_locks AS o
                WHERE o.pid = a.pid AND o.locktype = 'advisory' AND o.objsubid = 1
                    AND (o.classid::bigint << 32 | o.objid::bigint) = v_key
            )
    );
    LOOP
        v_pids := ARRAY(
            SELECT l.pid FROM pg_locks AS l WHERE l.locktype = 'virtualxid' AND l.virtualxid = ANY (v_older) AND l.granted
        );
        EXIT WHEN cardinality(v_pids) = 0;
        IF clock_timestamp() >= v_deadline THEN
            PERFORM raise_error(
                'SE020', format('%s sessions still run what they began before', cardinality(v_pids)),
                json_build_object('pids', v_pids, 'timeout', p_timeout),
                'Wait longer, or end them: pg_stat_activity tells what the sessions in pids do. Then go on from this statement.'
            );
        END IF;
        PERFORM pg_sleep(v_pause);
        v_pause := least(v_pause * 2, 0.1);
    END LOOP;
END
$function$;

COMMENT ON FUNCTION wait_for_transactions(interval) IS
'Waits until everybody sees what was committed before: no older statement or snapshot is left. SE020 when the time is over.';

REVOKE ALL ON FUNCTION wait_for_transactions(interval) FROM PUBLIC;
