-- What a role with every right but those of the owner may try. All of it from a role that can log in and is an admin of the store.
\ir ../include.psql
SELECT plan(30);
\ir ../roles.psql
CREATE ROLE es_test_attacker;
GRANT es_test_admin TO es_test_attacker;
SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO es_test_attacker', current_database()) \gexec
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT p.partition_name AS month FROM partitions AS p WHERE p.lower_bound <= clock_timestamp() AND p.upper_bound > clock_timestamp() \gset

SET LOCAL SESSION AUTHORIZATION es_test_attacker;
CREATE FUNCTION pg_temp.is_refused(p_sql text) RETURNS text LANGUAGE sql AS $$ SELECT is(pg_temp.raised(p_sql) ->> 'code', '42501', p_sql) $$;
SELECT pg_temp.is_refused('UPDATE events SET data = ''1''');
SELECT pg_temp.is_refused('DELETE FROM events');
SELECT pg_temp.is_refused('TRUNCATE events');
SELECT pg_temp.is_refused('INSERT INTO events SELECT * FROM events');
SELECT pg_temp.is_refused('SELECT * FROM events');
SELECT pg_temp.is_refused(format('DELETE FROM %I', :'month')) AS t \gset
SELECT replace(:'t', :'month', 'events_of_this_month');
SELECT pg_temp.is_refused('SELECT nextval(''global_positions'')');
SELECT pg_temp.is_refused('SELECT setval(''global_positions'', 1)');
SELECT pg_temp.is_refused('SELECT last_value FROM global_positions');
SELECT pg_temp.is_refused('ALTER TABLE events DISABLE TRIGGER ALL');
SELECT pg_temp.is_refused('ALTER TABLE events DISABLE TRIGGER refuse_change');
SELECT pg_temp.is_refused('DROP TRIGGER refuse_change ON events');
SELECT pg_temp.is_refused('CREATE TRIGGER t AFTER INSERT ON events EXECUTE FUNCTION suppress_redundant_updates_trigger()');
SELECT pg_temp.is_refused('CREATE RULE r AS ON INSERT TO events DO INSTEAD NOTHING');
SELECT pg_temp.is_refused('ALTER TABLE events ADD COLUMN x integer');
SELECT pg_temp.is_refused('DROP TABLE events');
SELECT pg_temp.is_refused('CREATE TABLE heir () INHERITS (streams)');
SELECT pg_temp.is_refused('CREATE OR REPLACE FUNCTION head_position() RETURNS bigint LANGUAGE sql AS ''SELECT 1::bigint''');
SELECT pg_temp.is_refused('ALTER FUNCTION append_event RESET ALL');
SELECT pg_temp.is_refused('CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql AS ''SELECT NULL::timestamptz''');
SELECT pg_temp.is_refused('SET ROLE es_test_owner');
SELECT pg_temp.is_refused('SET session_replication_role = replica');
SELECT pg_temp.is_refused('GRANT es_test_owner TO es_test_attacker');
SELECT pg_temp.is_refused('SELECT register_in_flight()');
SELECT pg_temp.is_refused('SELECT install_file(''sql/functions/x.sql'', ''SELECT 1'')');
SELECT pg_temp.is_refused('LOCK TABLE events IN SHARE MODE');
SELECT pg_temp.is_refused('REINDEX TABLE streams');
SET LOCAL event_store.change = on;
SELECT pg_temp.is_refused('DELETE FROM streams');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM read_stream('order', 'a')), 3::bigint, 'all is as it was');
SELECT is(stream_version('order', 'a'), 3::bigint, 'the version, too');

SELECT * FROM finish();
ROLLBACK;
