-- The doctor's checks of the server's settings and of what threatens its data; see docs/doctor.md.
-- Internal: p_facts is what server_facts() returns. Concurrency: any isolation level, also on a standby.
CREATE OR REPLACE FUNCTION examine_server(p_facts jsonb)
RETURNS TABLE (name text, severity text, found text, remedy text)
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT c.name, c.severity, c.found, CASE WHEN c.severity <> 'ok' THEN c.remedy END
    FROM (
        VALUES
        (
            'server_version',
            CASE WHEN (p_facts ->> 'server_version_num')::integer < 150000 THEN 'critical' ELSE 'ok' END,
            format('PostgreSQL %s', p_facts ->> 'server_version'),
            'Move to a server of version 15 or newer.'
        ), (
            'server_encoding',
            CASE WHEN p_facts ->> 'server_encoding' <> 'UTF8' THEN 'critical' ELSE 'ok' END,
            format('the encoding of the database is %s', p_facts ->> 'server_encoding'),
            'Restore into a database that was made with ENCODING ''UTF8'' TEMPLATE template0.'
        ), (
            'fsync',
            CASE WHEN p_facts ->> 'fsync' <> 'on' THEN 'critical' ELSE 'ok' END,
            format('fsync = %s', p_facts ->> 'fsync'),
            'Set fsync = on and reload: without it a power cut loses acknowledged events, and may break every table.'
        ), (
            'full_page_writes',
            CASE WHEN p_facts ->> 'full_page_writes' <> 'on' THEN 'critical' ELSE 'ok' END,
            format('full_page_writes = %s', p_facts ->> 'full_page_writes'),
            'Set full_page_writes = on and reload, unless the file system itself never writes half a page (such as ZFS).'
        ), (
            'synchronous_commit',
            CASE WHEN p_facts ->> 'synchronous_commit' = 'off' THEN 'warning' ELSE 'ok' END,
            format('synchronous_commit = %s', p_facts ->> 'synchronous_commit'),
            'Set synchronous_commit = on. Appends go to disk all the same, but a crash may take back checkpoints.'
        ), (
            'data_checksums',
            CASE WHEN p_facts ->> 'data_checksums' <> 'on' THEN 'warning' ELSE 'ok' END,
            format('data_checksums = %s', p_facts ->> 'data_checksums'),
            'Stop the server and run pg_checksums --enable. Until then only verify() finds what a disk has changed.'
        ), (
            'wal_level',
            CASE WHEN p_facts ->> 'wal_level' = 'minimal' THEN 'warning' ELSE 'ok' END,
            format('wal_level = %s', p_facts ->> 'wal_level'),
            'Set wal_level = replica and restart: without it there is no base backup, standby, or recovery to a point in time.'
        ), (
            'archiving',
            CASE
                WHEN (p_facts ->> 'last_archive_failed')::boolean THEN 'critical'
                WHEN p_facts ->> 'archive_mode' = 'off' AND (p_facts ->> 'replication_slots')::integer = 0 THEN 'warning'
                ELSE 'ok'
            END,
            CASE
                WHEN (p_facts ->> 'last_archive_failed')::boolean
                    THEN format('the last attempt to archive failed, at the WAL file %s', p_facts ->> 'last_failed_wal')
                ELSE format(
                    'archive_mode = %s, %s replication slots', p_facts ->> 'archive_mode', p_facts ->> 'replication_slots'
                )
            END,
            CASE
                WHEN (p_facts ->> 'last_archive_failed')::boolean
                    THEN 'Mend what archive_command reports in the server''s log: WAL piles up, and a backup has a gap.'
                ELSE 'Archive the WAL (archive_mode, archive_command, or pg_receivewal), or accept that a restore goes back to '
                    'the last dump.'
            END
        ), (
            'replication_slots',
            CASE WHEN jsonb_array_length(p_facts -> 'inactive_replication_slots') > 0 THEN 'warning' ELSE 'ok' END,
            CASE
                WHEN jsonb_array_length(p_facts -> 'inactive_replication_slots') > 0
                    THEN format('nobody reads the replication slots %s', p_facts ->> 'inactive_replication_slots')
                ELSE format('%s replication slots, all in use', p_facts ->> 'replication_slots')
            END,
            'Start what reads them, or drop them with pg_drop_replication_slot(): they keep WAL until the disk is full.'
        ), (
            'autovacuum',
            CASE
                WHEN 'off' IN (p_facts ->> 'autovacuum', p_facts ->> 'track_counts') THEN 'warning'
                ELSE 'ok'
            END,
            format('autovacuum = %s, track_counts = %s', p_facts ->> 'autovacuum', p_facts ->> 'track_counts'),
            'Set both on and reload: streams and checkpoints are updated all the time and grow without it.'
        ), (
            'transaction_ids',
            CASE
                WHEN greatest((p_facts ->> 'transaction_id_age')::bigint, (p_facts ->> 'multixact_age')::bigint) > 1600000000
                    THEN 'critical'
                WHEN greatest((p_facts ->> 'transaction_id_age')::bigint, (p_facts ->> 'multixact_age')::bigint) > 800000000
                    THEN 'warning'
                ELSE 'ok'
            END,
            format(
                'the oldest transaction id is %s old, the oldest multixact %s',
                p_facts ->> 'transaction_id_age', p_facts ->> 'multixact_age'
            ),
            'Run VACUUM (FREEZE) in this database and find what holds it back (old transactions, slots, prepared '
            'transactions): at about 2,100,000,000 the server refuses to write.'
        ), (
            'connections',
            CASE
                WHEN (p_facts ->> 'connections')::numeric > 0.9 * ((p_facts ->> 'max_connections')::integer
                    - (p_facts ->> 'superuser_reserved_connections')::integer) THEN 'warning'
                ELSE 'ok'
            END,
            format('%s of %s connections are in use', p_facts ->> 'connections', p_facts ->> 'max_connections'),
            'Make the pools of the clients smaller, put a pooler in front, or raise max_connections.'
        ), (
            'prepared_transactions',
            CASE
                WHEN (p_facts ->> 'oldest_prepared_transaction_seconds')::numeric > 300 THEN 'critical'
                WHEN (p_facts ->> 'prepared_transactions')::integer > 0 THEN 'warning'
                ELSE 'ok'
            END,
            format('%s prepared transactions', p_facts ->> 'prepared_transactions'),
            'End them (pg_prepared_xacts; COMMIT PREPARED, ROLLBACK PREPARED): they hold locks without a session.'
        ), (
            'default_transaction_isolation',
            CASE WHEN p_facts ->> 'default_transaction_isolation' <> 'read committed' THEN 'warning' ELSE 'ok' END,
            format('default_transaction_isolation = %s', p_facts ->> 'default_transaction_isolation'),
            'Set it to read committed for readers: under any other level reading by position is refused (SE009).'
        ), (
            'default_transaction_read_only',
            CASE WHEN p_facts ->> 'default_transaction_read_only' = 'on' THEN 'critical' ELSE 'ok' END,
            format('default_transaction_read_only = %s', p_facts ->> 'default_transaction_read_only'),
            'Set it off (ALTER DATABASE, ALTER ROLE or the configuration): no append succeeds.'
        ), (
            'recovery',
            CASE
                WHEN p_facts ->> 'replay_pause_state' = 'paused' THEN 'critical'
                WHEN (p_facts ->> 'is_in_recovery')::boolean THEN 'warning'
                ELSE 'ok'
            END,
            CASE
                WHEN p_facts ->> 'replay_pause_state' = 'paused' THEN 'the server is in recovery, and its recovery is paused'
                WHEN (p_facts ->> 'is_in_recovery')::boolean THEN 'the server is in recovery: a standby, or being restored'
                ELSE 'the server takes writes'
            END,
            CASE
                WHEN p_facts ->> 'replay_pause_state' = 'paused'
                    THEN 'A recovery to a point in time stops here to be looked at: SELECT pg_wal_replay_resume() ends it.'
                ELSE 'Ask the primary. On a standby only reads by stream and id work; pg_promote() makes it a primary.'
            END
        )
    ) AS c (name, severity, found, remedy)
$function$;

COMMENT ON FUNCTION examine_server(jsonb) IS
'Internal. The doctor''s checks of the server''s settings and of what threatens its data.';

REVOKE ALL ON FUNCTION examine_server(jsonb) FROM PUBLIC;
