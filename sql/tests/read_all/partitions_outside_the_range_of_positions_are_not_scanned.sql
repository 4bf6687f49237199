\ir ../include.psql
SELECT plan(1);

SELECT create_partitions('1985-01-01 00:00+00', '1985-06-01 00:00+00') \g /dev/null
SELECT pg_temp.fill('a') \g /dev/null
UPDATE partitions SET last_position = first_position WHERE partition_name LIKE 'events_1985_%';
SELECT pg_temp.land();
SELECT head_position() AS head \gset
SELECT is((SELECT count(*) FROM read_all(:head - 1)), 1::bigint, 'a closed partition hides nothing of the others');

SELECT * FROM finish();
ROLLBACK;
