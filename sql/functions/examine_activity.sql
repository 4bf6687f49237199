-- The doctor's checks of what goes on just now: appenders in flight, long and idle transactions; see docs/doctor.md.
-- Internal: p_facts is what server_facts() returns. Concurrency: any isolation level, also on a standby.
CREATE OR REPLACE FUNCTION examine_activity(p_facts jsonb)
RETURNS TABLE (name text, severity text, found text, remedy text)
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT c.name, c.severity, c.found, CASE WHEN c.severity <> 'ok' THEN c.remedy END
    FROM (
        VALUES
        (
            'in_flight_appenders',
            CASE
                WHEN p_facts -> 'oldest_appender' = 'null' THEN 'ok'
                WHEN p_facts -> 'oldest_appender' -> 'pid' = 'null' THEN 'critical'
                WHEN (p_facts -> 'oldest_appender' ->> 'seconds')::numeric > 600 THEN 'critical'
                WHEN (p_facts -> 'oldest_appender' ->> 'seconds')::numeric > 60 THEN 'warning'
                ELSE 'ok'
            END,
            CASE
                WHEN p_facts -> 'oldest_appender' = 'null' THEN 'nobody is appending'
                WHEN p_facts -> 'oldest_appender' -> 'pid' = 'null' THEN 'a prepared transaction has appended and is not ended'
                ELSE format(
                    'the oldest append is open since %s s, process %s (%s, %s)',
                    coalesce(round((p_facts -> 'oldest_appender' ->> 'seconds')::numeric)::text, '?'),
                    p_facts -> 'oldest_appender' ->> 'pid',
                    coalesce(p_facts -> 'oldest_appender' ->> 'application_name', '?'),
                    coalesce(p_facts -> 'oldest_appender' ->> 'state', '?')
                )
            END,
            CASE
                WHEN p_facts -> 'oldest_appender' -> 'pid' = 'null'
                    THEN 'End it (pg_prepared_xacts; COMMIT PREPARED, ROLLBACK PREPARED): no reader by position passes it.'
                ELSE 'SELECT * FROM in_flight_appenders(): no reader by position passes it. Let it end, or end it with '
                    'pg_terminate_backend().'
            END
        ), (
            'idle_transactions',
            CASE WHEN (p_facts -> 'oldest_idle_transaction' ->> 'seconds')::numeric > 600 THEN 'warning' ELSE 'ok' END,
            CASE
                WHEN p_facts -> 'oldest_idle_transaction' = 'null' THEN 'no transaction is idle'
                ELSE format(
                    'process %s (%s) has been idle in its transaction for %s s',
                    p_facts -> 'oldest_idle_transaction' ->> 'pid', p_facts -> 'oldest_idle_transaction' ->> 'application_name',
                    round((p_facts -> 'oldest_idle_transaction' ->> 'seconds')::numeric)
                )
            END,
            'Find out what it waits for, or end it with pg_terminate_backend(); set idle_in_transaction_session_timeout for '
            'its role.'
        ), (
            'long_transactions',
            CASE WHEN (p_facts -> 'oldest_transaction' ->> 'seconds')::numeric > 3600 THEN 'warning' ELSE 'ok' END,
            CASE
                WHEN p_facts -> 'oldest_transaction' = 'null' THEN 'no transaction is open'
                ELSE format(
                    'the oldest transaction is open since %s s, process %s (%s)',
                    round((p_facts -> 'oldest_transaction' ->> 'seconds')::numeric),
                    p_facts -> 'oldest_transaction' ->> 'pid', p_facts -> 'oldest_transaction' ->> 'application_name'
                )
            END,
            'Let it end, or end it: VACUUM cannot clean up behind it, and updated tables grow.'
        ), (
            'hidden_sessions',
            CASE WHEN (p_facts ->> 'hidden_sessions')::integer > 0 THEN 'warning' ELSE 'ok' END,
            format('%s sessions in this database show no times', p_facts ->> 'hidden_sessions'),
            'GRANT pg_read_all_stats to the owner of the schema: without it old transactions of other roles are not found.'
        )
    ) AS c (name, severity, found, remedy)
$function$;

COMMENT ON FUNCTION examine_activity(jsonb) IS
'Internal. The doctor''s checks of appenders in flight and of long and idle transactions.';

REVOKE ALL ON FUNCTION examine_activity(jsonb) FROM PUBLIC;
