-- Tried: without the query of pg_depend the first batch is removed, and the last one fails with 2BP01.
\ir ../../../sql/tests/include.psql
SELECT plan(7);

SELECT create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00') \g /dev/null
SELECT append_event('depend', 'a', -1, 'A', '1', p_timestamp => '1985-01-05 00:00+00') FROM generate_series(1, 3) AS n \g /dev/null
SELECT detach_partition('events_1985_01');
SELECT is((SELECT is_finished FROM compress_partition('events_1985_01') AS c, LATERAL (SELECT c.events = 3 AS is_finished) AS f), true, 'its own constraints and indexes do not count');
SAVEPOINT before;
CREATE VIEW pg_temp.old AS SELECT event_id FROM events_1985_01;
SELECT pg_temp.raises('SELECT drop_partition(''events_1985_01'', p_limit => 1)', 'SE020', 'a view');
SELECT matches(pg_temp.detail_of('SELECT drop_partition(''events_1985_01'', p_limit => 1)') ->> 'dependents', 'view .*old', 'is named');
SELECT pg_temp.raises('SELECT compress_partition(''events_1985_01'')', 'SE020', 'it cannot be replaced either');
ROLLBACK TO before;
CREATE FUNCTION pg_temp.old() RETURNS SETOF events_1985_01 LANGUAGE sql AS 'SELECT NULL::events_1985_01';
SELECT pg_temp.raises('SELECT drop_partition_statements(''events_1985_01'')', 'SE020', 'a function that returns its rows');
ROLLBACK TO before;
SELECT lives_ok('SELECT drop_partition(''events_1985_01'', p_limit => 1)', 'nothing depends on it');
SELECT is((SELECT count(*) FROM partitions WHERE partition_name = 'events_1985_01'), 1::bigint, 'and there is more to do');

SELECT * FROM finish();
ROLLBACK;
