\ir ../../../sql/tests/include.psql
SELECT plan(4);

CREATE TABLE events_1985_02 (x integer);
SELECT pg_temp.raises('SELECT create_partitions(''1985-01-01 00:00+00'', ''1985-03-01 00:00+00'')', 'SE016', 'a table');
SELECT is(pg_temp.detail_of('SELECT create_partitions(''1985-01-01 00:00+00'', ''1985-03-01 00:00+00'')')::jsonb, '{"relation": "events_1985_02"}', 'is named');
DROP TABLE events_1985_02;
CREATE VIEW events_1985_02 AS SELECT 1 AS x;
SELECT pg_temp.raises('SELECT create_partitions(''1985-02-01 00:00+00'', ''1985-02-01 00:00+00'')', 'SE016', 'a view');
SELECT is((SELECT count(*) FROM partitions WHERE partition_name LIKE 'events_1985%'), 0::bigint, 'nothing was made');

SELECT * FROM finish();
ROLLBACK;
