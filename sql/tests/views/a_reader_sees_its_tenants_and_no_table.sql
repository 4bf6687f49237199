\ir ../include.psql
\ir ../tenants.psql
SELECT plan(28);

SELECT append_event('order', 'out', 0, 'Placed', '{}', p_tenant => t, p_outbox => true) FROM unnest(ARRAY['a', 'b']) AS t \g /dev/null
CREATE TEMP TABLE views AS SELECT c.relname::text AS name FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'v';
GRANT SELECT ON views TO PUBLIC;
SELECT set_eq('SELECT name FROM views', ARRAY['projection_lag', 'events_per_day', 'most_active_aggregates', 'outbox_age', 'partition_overview', 'in_flight_appends', 'table_and_index_sizes'], 'the views');
CREATE FUNCTION pg_temp.rows(p_view text) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE v bigint; BEGIN EXECUTE format('SELECT count(*) FROM %I', p_view) INTO v; RETURN v; END $$;

SET LOCAL ROLE es_test_login_all;
SELECT ok(pg_temp.rows(v.name) > 0, v.name || ': all tenants') FROM views AS v ORDER BY v.name;
SELECT throws_ok('SELECT FROM events', '42501', NULL, 'and no table');
SELECT set_eq('SELECT DISTINCT tenant FROM events_per_day', $$ VALUES ('a'), ('b') $$, 'events per day of both');
SET LOCAL ROLE es_test_login_a;
SELECT set_eq('SELECT DISTINCT tenant FROM events_per_day', $$ VALUES ('a') $$, 'events per day of one tenant');
SELECT is((SELECT sum(events) FROM events_per_day), 4::numeric, 'its events');
SELECT set_eq('SELECT DISTINCT tenant FROM most_active_aggregates', $$ VALUES ('a') $$, 'aggregates of one tenant');
SELECT set_eq('SELECT DISTINCT tenant FROM projection_lag', $$ VALUES ('a') $$, 'projections of one tenant');
SELECT set_eq('SELECT tenant FROM outbox_age WHERE pending_streams > 0', $$ VALUES ('a') $$, 'the outbox of one tenant');
SELECT set_eq('SELECT DISTINCT tenant FROM outbox_age', $$ VALUES (''), ('a') $$, 'and no name of another');
SELECT is(pg_temp.rows(v.name), 0::bigint, v.name || ': of the whole store, nothing') FROM unnest(ARRAY['partition_overview', 'in_flight_appends', 'table_and_index_sizes']) AS v (name);
SELECT throws_ok('DELETE FROM in_flight_appends', '55000', NULL, 'nothing is changed through a view');
SET LOCAL ROLE es_test_login_none;
SELECT is(pg_temp.rows(v.name), CASE v.name WHEN 'outbox_age' THEN 1 ELSE 0 END::bigint, v.name || ': no tenant') FROM views AS v ORDER BY v.name;
RESET ROLE;
CREATE ROLE es_test_stranger;
GRANT USAGE ON SCHEMA :"schema" TO es_test_stranger;
SET LOCAL ROLE es_test_stranger;
SELECT throws_ok('SELECT FROM events_per_day', '42501', NULL, 'not for everybody');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
