\ir ../include.psql
SELECT plan(41);

CREATE TEMP TABLE sound AS SELECT server_facts() || '{
    "server_version_num": "150004", "server_encoding": "UTF8", "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on",
    "data_checksums": "on", "wal_level": "replica", "archive_mode": "on", "autovacuum": "on", "track_counts": "on",
    "max_connections": "100", "superuser_reserved_connections": "3", "connections": 10, "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off", "is_in_recovery": false, "replay_pause_state": null, "transaction_id_age": 1000,
    "multixact_age": 10, "last_archive_failed": false, "last_failed_wal": null, "replication_slots": 0, "inactive_replication_slots": [],
    "prepared_transactions": 0, "oldest_prepared_transaction_seconds": null}' AS facts;
CREATE FUNCTION pg_temp.severity(p_name text, p_facts jsonb) RETURNS text LANGUAGE sql AS
$$ SELECT e.severity FROM sound AS s, examine_server(s.facts || p_facts) AS e WHERE e.name = p_name $$;

SELECT is_empty('SELECT e.name, e.found FROM sound, examine_server(sound.facts) AS e WHERE e.severity <> ''ok'' OR e.remedy IS NOT NULL', 'a sound server');
SELECT is_empty('SELECT e.name FROM examine_server(server_facts()) AS e WHERE coalesce(e.found, '''') = '''' OR e.severity IS NULL', 'every check of this server says what it found');
SELECT is_empty($$ SELECT e.name FROM examine_server(server_facts() || '{"fsync": "off", "wal_level": "minimal"}') AS e WHERE e.severity <> 'ok' AND coalesce(e.remedy, '') = '' $$, 'and what to do');

CREATE TEMP TABLE cases (name, facts, severity) AS VALUES
    ('server_version', '{"server_version_num": "140010"}'::jsonb, 'critical'),
    ('server_encoding', '{"server_encoding": "SQL_ASCII"}', 'critical'),
    ('fsync', '{"fsync": "off"}', 'critical'),
    ('full_page_writes', '{"full_page_writes": "off"}', 'critical'),
    ('synchronous_commit', '{"synchronous_commit": "off"}', 'warning'),
    ('synchronous_commit', '{"synchronous_commit": "remote_apply"}', 'ok'),
    ('data_checksums', '{"data_checksums": "off"}', 'warning'),
    ('wal_level', '{"wal_level": "minimal"}', 'warning'),
    ('wal_level', '{"wal_level": "logical"}', 'ok'),
    ('archiving', '{"archive_mode": "off"}', 'warning'),
    ('archiving', '{"archive_mode": "off", "replication_slots": 1}', 'ok'),
    ('archiving', '{"last_archive_failed": true, "last_failed_wal": "000000010000000000000007"}', 'critical'),
    ('replication_slots', '{"replication_slots": 2, "inactive_replication_slots": ["gone"]}', 'warning'),
    ('replication_slots', '{"replication_slots": 2}', 'ok'),
    ('autovacuum', '{"autovacuum": "off"}', 'warning'),
    ('autovacuum', '{"track_counts": "off"}', 'warning'),
    ('transaction_ids', '{"transaction_id_age": 800000001}', 'warning'),
    ('transaction_ids', '{"multixact_age": 800000001}', 'warning'),
    ('transaction_ids', '{"transaction_id_age": 1600000001}', 'critical'),
    ('connections', '{"connections": 88}', 'warning'),
    ('connections', '{"connections": 87}', 'ok'),
    ('prepared_transactions', '{"prepared_transactions": 1, "oldest_prepared_transaction_seconds": 3}', 'warning'),
    ('prepared_transactions', '{"prepared_transactions": 1, "oldest_prepared_transaction_seconds": 301.5}', 'critical'),
    ('default_transaction_isolation', '{"default_transaction_isolation": "repeatable read"}', 'warning'),
    ('default_transaction_read_only', '{"default_transaction_read_only": "on"}', 'critical'),
    ('recovery', '{"is_in_recovery": true, "replay_pause_state": "not paused"}', 'warning'),
    ('recovery', '{"is_in_recovery": true, "replay_pause_state": "paused"}', 'critical');
SELECT is(pg_temp.severity(c.name, c.facts), c.severity, c.name || ' ' || c.facts) FROM cases AS c;
SELECT is((SELECT count(DISTINCT c.name) FROM cases AS c), (SELECT count(*) FROM sound, examine_server(sound.facts)), 'every check is tried');

-- The facts are those of this very server.
SELECT is(server_facts() ->> 'fsync', current_setting('fsync'), 'settings');
SELECT is((server_facts() ->> 'transaction_id_age')::bigint > 0, true, 'age');
SELECT is(server_facts() -> 'replication_slots', '0', 'slots');
SELECT is((server_facts() ->> 'connections')::integer > 0, true, 'connections');
SELECT is(server_facts() ->> 'system_identifier', (SELECT i.system_identifier::text FROM pg_control_system() AS i), 'cluster');
SELECT is((server_facts() ->> 'timeline')::integer, server_timeline(), 'timeline');
SELECT is(server_timeline(), (SELECT c.timeline_id FROM pg_control_checkpoint() AS c), 'which is that of the last checkpoint');
SELECT is(server_facts() -> 'last_archive_failed', 'false', 'archive');
SELECT is(server_facts() -> 'prepared_transactions', '0', 'prepared transactions');
SELECT is(server_facts() -> 'is_in_recovery', 'false', 'recovery');

SELECT * FROM finish();
ROLLBACK;
