\ir ../include.psql
SELECT plan(12);

CREATE FUNCTION pg_temp.check(p_name text, p_server text DEFAULT '0') RETURNS text LANGUAGE sql AS
$$ SELECT e.severity || ': ' || e.found FROM examine_roles(jsonb_build_object('lock_timeout', p_server, 'idle_in_transaction_session_timeout', p_server)) AS e WHERE e.name = p_name $$;
SELECT is(pg_temp.check('lock_timeout'), 'ok: no role but superusers may log in and append', 'nobody');
CREATE ROLE es_test_writers;
CREATE ROLE es_test_app LOGIN IN ROLE es_test_writers;
CREATE ROLE es_test_other LOGIN;
GRANT EXECUTE ON FUNCTION append_event TO es_test_writers;
SELECT is(pg_temp.check('lock_timeout'), 'warning: not set for es_test_app', 'a role that may append through another');
SELECT is(pg_temp.check('idle_in_transaction_session_timeout'), 'warning: not set for es_test_app', 'the other timeout');
SELECT matches(pg_temp.check('lock_timeout', '10000'), '^ok: set for the 1 roles', 'the server has one');
ALTER ROLE es_test_app SET lock_timeout = '10s';
SELECT matches(pg_temp.check('lock_timeout'), '^ok', 'the role has one');
SELECT matches(pg_temp.check('idle_in_transaction_session_timeout'), '^warning', 'not of the other kind');
SELECT format('ALTER ROLE es_test_app IN DATABASE %I SET lock_timeout = 0', current_database()) \gexec
SELECT matches(pg_temp.check('lock_timeout', '10000'), '^warning', 'the role in this database has it switched off');
ALTER ROLE es_test_app RESET ALL;
SELECT format('ALTER ROLE es_test_app IN DATABASE %I RESET ALL', current_database()) \gexec
SELECT format('ALTER DATABASE %I SET lock_timeout = ''5s''', current_database()) \gexec
SELECT matches(pg_temp.check('lock_timeout'), '^ok', 'the database has one');
ALTER ROLE es_test_app SET lock_timeout = '0ms';
SELECT matches(pg_temp.check('lock_timeout'), '^warning', 'and the role undoes it');
ALTER ROLE es_test_app SUPERUSER;
SELECT is(pg_temp.check('lock_timeout'), 'ok: no role but superusers may log in and append', 'a superuser is left alone');
ALTER ROLE es_test_app NOSUPERUSER NOLOGIN;
SELECT is(pg_temp.check('lock_timeout'), 'ok: no role but superusers may log in and append', 'so is one who cannot log in');
SELECT is_empty($$ SELECT e.name FROM examine_roles('{"lock_timeout": "0", "idle_in_transaction_session_timeout": "0"}') AS e WHERE (e.severity = 'ok') <> (e.remedy IS NULL) $$, 'what to do');

SELECT * FROM finish();
ROLLBACK;
