-- A caller's schemas, temporary tables, functions, operators, casts and settings: each would change what the functions do, or
-- have them run the caller's code with the owner's rights, if they were seen.
\ir ../include.psql
SELECT plan(12);
\ir ../roles.psql
CREATE ROLE es_test_attacker;
GRANT es_test_writer, es_test_worker TO es_test_attacker;
SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO es_test_attacker', current_database()) \gexec
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT pg_temp.land() \g /dev/null

SET LOCAL SESSION AUTHORIZATION es_test_attacker;
CREATE SCHEMA hostile;
-- Whatever of these is called makes a note, or fails for want of rights: it would run as the owner.
CREATE TABLE hostile.notes (caller text, what text);
GRANT ALL ON SCHEMA hostile TO PUBLIC;
GRANT ALL ON hostile.notes TO PUBLIC;
CREATE FUNCTION hostile.note(p_what text) RETURNS void LANGUAGE sql AS $$ INSERT INTO hostile.notes VALUES (current_user, p_what) $$;
CREATE FUNCTION hostile.equal(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('='); RETURN true; END $$;
CREATE FUNCTION hostile.equal(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('= bigint'); RETURN true; END $$;
CREATE OPERATOR hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.equal);
CREATE OPERATOR hostile.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.equal);
CREATE FUNCTION hostile.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('clock_timestamp'); RETURN '1999-01-01'; END $$;
CREATE FUNCTION hostile.raise_error(text, text, json, text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('raise_error'); END $$;
CREATE FUNCTION hostile.nextval(regclass) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('nextval'); RETURN 1; END $$;
CREATE FUNCTION hostile.in_flight_tag() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('in_flight_tag'); RETURN 0; END $$;
CREATE FUNCTION pg_temp.require_read_committed() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('require_read_committed'); END $$;
CREATE TEMP TABLE events AS SELECT 1 AS global_position;
CREATE TEMP TABLE streams (tenant text, aggregate_type text, aggregate_id text, version bigint);
CREATE TEMP TABLE store AS SELECT 0 AS max_events_per_append;
CREATE TEMP TABLE partitions (lower_bound timestamptz, upper_bound timestamptz);
CREATE TYPE hostile.own AS (x text);
CREATE FUNCTION hostile.cast_own(hostile.own) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.note('cast'); RETURN 'x'; END $$;
CREATE CAST (hostile.own AS text) WITH FUNCTION hostile.cast_own(hostile.own) AS IMPLICIT;
SELECT set_config('search_path', format('hostile, pg_temp, %s, tap, pg_catalog', quote_ident(:'schema')), true) \g /dev/null
SET LOCAL standard_conforming_strings = off;
SET LOCAL escape_string_warning = off;
SET LOCAL transform_null_equals = on;
SET LOCAL array_nulls = on;
SET LOCAL DateStyle = 'SQL, DMY';
SET LOCAL TimeZone = 'Pacific/Kiritimati';
SET LOCAL IntervalStyle = 'sql_standard';
SET LOCAL bytea_output = 'escape';
SET LOCAL extra_float_digits = -15;
SET LOCAL synchronous_commit = off;
SET LOCAL row_security = off;
SET LOCAL plan_cache_mode = force_custom_plan;

SELECT set_config('search_path', 'hostile, pg_temp, pg_catalog', true) \g /dev/null
SELECT stream_version AS version FROM :"schema".append_event('order', 'a', 3, 'A\_', '{"a": "x"}', '{"b": 1}', NULL, NULL, 'c') \gset
SELECT stream_version AS refused FROM :"schema".append_streams(
    ARRAY['order'], ARRAY['a'], ARRAY[99::bigint], ARRAY[1], NULL, ARRAY['B'], ARRAY['1'], p_all_or_nothing => false) \gset
SELECT count(*) AS read FROM :"schema".read_stream('order', 'a') \gset
SELECT count(*) AS read_other FROM :"schema".read_stream('order', 'b') \gset
SELECT count(*) AS read_all FROM :"schema".read_all() \gset
SELECT max(extract(YEAR FROM recorded_at)) AS year FROM :"schema".read_stream('order', 'a') \gset
SELECT count(*) AS health FROM :"schema".health() \gset
SELECT events AS counted FROM :"schema".statistics() \gset
SELECT count(*) AS checkpoints FROM :"schema".save_checkpoint('p', 1) \gset
SELECT safe_position >= 4 AS is_safe FROM :"schema".safe_position() \gset

SELECT set_config('search_path', format('%I, tap, pg_catalog, pg_temp', :'schema'), true) \g /dev/null
RESET SESSION AUTHORIZATION;
RESET standard_conforming_strings;
SELECT is(:'version'::text, '4', 'an append compares the version and stores');
SELECT is(:'refused'::text, '4', 'and refuses');
SELECT is(:'read'::text, '4', 'a read reads the store');
SELECT is(:'read_other'::text, '0', 'and no other stream');
SELECT cmp_ok(:read_all, '>=', 3, 'all that has landed');
SELECT cmp_ok(:year, '>=', 2024, 'by the server''s clock');
SELECT is(:'health'::text, '1', 'health');
SELECT cmp_ok(:counted, '>=', 4, 'statistics');
SELECT is(:'checkpoints'::text, '1', 'checkpoints');
SELECT is(:'is_safe'::text, 't', 'the barrier');
SELECT is((SELECT json_agg(n)::text FROM hostile.notes AS n), NULL, 'nothing of the caller''s was called');
SELECT is((SELECT json_agg(v)::text FROM verify() AS v WHERE v.aggregate_id = 'a'), NULL, 'and the checksums are right');

SELECT * FROM finish();
ROLLBACK;
