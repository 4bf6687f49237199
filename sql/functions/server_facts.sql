-- What the doctor looks at outside of the store's tables: settings of the server, its sessions, its archive. Apart from the
-- checks, so that each of them can be tried with facts that a test makes up.
-- Concurrency: any isolation level. Works on a standby. Of other roles' sessions it sees the times only if the schema's owner
-- is a member of pg_read_all_stats.
CREATE OR REPLACE FUNCTION server_facts()
RETURNS jsonb
LANGUAGE sql
VOLATILE
SET search_path FROM CURRENT
AS $function$
    SELECT
        (
            SELECT jsonb_object_agg(s.name, s.setting)
            FROM pg_settings AS s
            WHERE s.name IN (
                'server_version', 'server_version_num', 'server_encoding', 'fsync', 'full_page_writes', 'synchronous_commit',
                'data_checksums', 'wal_level', 'archive_mode', 'autovacuum', 'track_counts', 'max_connections',
                'superuser_reserved_connections', 'default_transaction_isolation', 'default_transaction_read_only',
                'lock_timeout', 'idle_in_transaction_session_timeout'
            )
        )
        || jsonb_build_object(
            'is_in_recovery', pg_is_in_recovery(),
            'replay_pause_state', CASE WHEN pg_is_in_recovery() THEN pg_get_wal_replay_pause_state() END,
            'system_identifier', (SELECT i.system_identifier::text FROM pg_control_system() AS i),
            'timeline', server_timeline(),
            'transaction_id_age', (SELECT age(d.datfrozenxid) FROM pg_database AS d WHERE d.datname = current_database()),
            'multixact_age', (SELECT mxid_age(d.datminmxid) FROM pg_database AS d WHERE d.datname = current_database()),
            'last_archive_failed', (
                SELECT coalesce(a.last_failed_time > coalesce(a.last_archived_time, '-infinity'), false)
                FROM pg_stat_archiver AS a
            ),
            'last_failed_wal', (SELECT a.last_failed_wal FROM pg_stat_archiver AS a),
            'replication_slots', (SELECT count(*) FROM pg_replication_slots),
            'inactive_replication_slots', (
                SELECT coalesce(jsonb_agg(r.slot_name ORDER BY r.slot_name), '[]')
                FROM pg_replication_slots AS r
                WHERE NOT r.active
            ),
            'prepared_transactions', (SELECT count(*) FROM pg_prepared_xacts AS x WHERE x.database = current_database()),
            'oldest_prepared_transaction_seconds', (
                SELECT extract(EPOCH FROM clock_timestamp() - min(x.prepared))
                FROM pg_prepared_xacts AS x
                WHERE x.database = current_database()
            ),
            'connections', (
                SELECT count(*)
                FROM pg_stat_activity AS a
                WHERE a.usesysid IS NOT NULL AND coalesce(a.backend_type, 'client backend') = 'client backend'
            ),
            -- The server keeps the kind and the times of a session from those who may not see it.
            'hidden_sessions', (
                SELECT count(*)
                FROM pg_stat_activity AS a
                WHERE a.datname = current_database() AND a.usesysid IS NOT NULL AND a.backend_type IS NULL
            ),
            'oldest_transaction', (
                SELECT to_jsonb(t)
                FROM (
                    SELECT a.pid, a.state, a.application_name, extract(EPOCH FROM clock_timestamp() - a.xact_start) AS seconds
                    FROM pg_stat_activity AS a
                    WHERE a.backend_type = 'client backend' AND a.datname = current_database() AND a.xact_start IS NOT NULL
                    ORDER BY a.xact_start
                    LIMIT 1
                ) AS t
            ),
            'oldest_idle_transaction', (
                SELECT to_jsonb(t)
                FROM (
                    SELECT a.pid, a.state, a.application_name, extract(EPOCH FROM clock_timestamp() - a.state_change) AS seconds
                    FROM pg_stat_activity AS a
                    WHERE a.datname = current_database() AND a.state LIKE 'idle in transaction%'
                    ORDER BY a.state_change
                    LIMIT 1
                ) AS t
            ),
            'oldest_appender', (
                SELECT to_jsonb(t)
                FROM (
                    SELECT a.pid, a.state, a.application_name, extract(EPOCH FROM a.transaction_age) AS seconds
                    FROM in_flight_appenders() AS a
                    ORDER BY a.pid IS NULL DESC, a.transaction_age DESC NULLS LAST
                    LIMIT 1
                ) AS t
            )
        )
$function$;

COMMENT ON FUNCTION server_facts() IS
'Internal. What the doctor looks at outside of the store''s tables: settings, sessions, archive, age.';

REVOKE ALL ON FUNCTION server_facts() FROM PUBLIC;
