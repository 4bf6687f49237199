\ir ../include.psql
SELECT plan(4);

SELECT create_partitions_ahead(2) \g /dev/null
SELECT pg_temp.fill('a', 50) \g /dev/null
SELECT set_eq('SELECT partition_name, lower_bound, upper_bound, state FROM partition_overview', 'SELECT partition_name, lower_bound, upper_bound, state FROM partitions', 'every partition');
SELECT is((SELECT count(*) FROM partition_overview WHERE is_current), 1::bigint, 'one is current');
SELECT is((SELECT count(*) FROM partition_overview WHERE is_ahead), (SELECT partitions_ahead FROM health()), 'and those ahead');
SELECT is((SELECT size_bytes FROM partition_overview WHERE is_current), (SELECT size_bytes FROM list_partitions(false) AS l WHERE l.lower_bound <= now() AND l.upper_bound > now()), 'size');

SELECT * FROM finish();
ROLLBACK;
