\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.fill('a', 2) AS head \gset
SELECT results_eq('SELECT schema_name COLLATE "C", schema_version, epoch, head_position, safe_position, in_flight_appenders, is_in_recovery, database_name COLLATE "C" FROM health()',
    format('SELECT %L::text COLLATE "C", schema_version(), s.epoch, %s::bigint, %s::bigint, 1::bigint, false, current_database()::text COLLATE "C" FROM store AS s', :'schema', :head, :head - 2));
SELECT is((SELECT partitions_ahead FROM health()), (SELECT count(*) FROM partitions WHERE lower_bound > now()), 'partitions ahead');
SELECT is((SELECT last_partition_ends FROM health()), (SELECT max(upper_bound) FROM partitions), 'and their end');

SELECT * FROM finish();
ROLLBACK;
