\ir ../include.psql
SELECT plan(17);

CREATE FUNCTION pg_temp.severity(p_name text, p_facts jsonb) RETURNS text LANGUAGE sql AS
$$ SELECT e.severity FROM examine_activity('{"oldest_appender": null, "oldest_transaction": null, "oldest_idle_transaction": null, "hidden_sessions": 0}' || p_facts) AS e WHERE e.name = p_name $$;

SELECT is_empty($$ SELECT e.name FROM examine_activity('{"oldest_appender": null, "oldest_transaction": null, "oldest_idle_transaction": null, "hidden_sessions": 0}') AS e WHERE e.severity <> 'ok' OR e.remedy IS NOT NULL OR coalesce(e.found, '') = '' $$, 'nothing goes on');
SELECT is_empty('SELECT e.name, e.found FROM examine_activity(server_facts()) AS e WHERE e.severity <> ''ok'' OR coalesce(e.found, '''') = ''''', 'nor here');

CREATE TEMP TABLE cases (name, facts, severity) AS VALUES
    ('in_flight_appenders', '{"oldest_appender": {"pid": 7, "state": "active", "seconds": 59}}'::jsonb, 'ok'),
    ('in_flight_appenders', '{"oldest_appender": {"pid": 7, "state": "active", "seconds": 61}}', 'warning'),
    ('in_flight_appenders', '{"oldest_appender": {"pid": 7, "state": "active", "seconds": 601}}', 'critical'),
    ('in_flight_appenders', '{"oldest_appender": {"pid": 7, "state": null, "seconds": null}}', 'ok'),
    ('in_flight_appenders', '{"oldest_appender": {"pid": null, "seconds": null}}', 'critical'),
    ('idle_transactions', '{"oldest_idle_transaction": {"pid": 7, "seconds": 599}}', 'ok'),
    ('idle_transactions', '{"oldest_idle_transaction": {"pid": 7, "seconds": 601}}', 'warning'),
    ('long_transactions', '{"oldest_transaction": {"pid": 7, "seconds": 3599}}', 'ok'),
    ('long_transactions', '{"oldest_transaction": {"pid": 7, "seconds": 3601}}', 'warning'),
    ('hidden_sessions', '{"hidden_sessions": 1}', 'warning');
SELECT is(pg_temp.severity(c.name, c.facts), c.severity, c.name || ' ' || c.facts) FROM cases AS c;

-- The facts are those of this very session.
SELECT is(server_facts() -> 'oldest_appender', 'null', 'nobody has appended');
SELECT pg_temp.fill('a') \g /dev/null
SELECT is((server_facts() -> 'oldest_appender' ->> 'pid')::integer, pg_backend_pid(), 'now this transaction has');
SELECT is((server_facts() -> 'oldest_appender' ->> 'seconds')::numeric BETWEEN 0 AND 60, true, 'and how long ago it began');
SELECT is((server_facts() -> 'oldest_transaction' ->> 'pid')::integer IS NOT NULL, true, 'the oldest transaction');
-- A session of another role, as somebody sees it who may not.
CREATE ROLE es_test_blind;
CREATE ROLE es_test_seen;
GRANT USAGE ON SCHEMA :"schema" TO es_test_blind;
GRANT EXECUTE ON FUNCTION server_facts(), server_timeline(), in_flight_appenders(), head_position(), in_flight_tag() TO es_test_blind;
GRANT SELECT, USAGE ON global_positions TO es_test_blind;
SET LOCAL ROLE es_test_blind;
SELECT server_facts() ->> 'hidden_sessions' AS hidden \gset
RESET ROLE;
SELECT is(:hidden::integer >= 1, true, 'sessions of other roles are hidden from one who may not see them');

SELECT * FROM finish();
ROLLBACK;
