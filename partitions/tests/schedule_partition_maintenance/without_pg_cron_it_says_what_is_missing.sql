\ir ../../../sql/tests/include.psql
SELECT plan(3);

SELECT pg_temp.raises('SELECT schedule_partition_maintenance()', 'SE023', 'schedule');
SELECT pg_temp.raises('SELECT unschedule_partition_maintenance()', 'SE023', 'unschedule');
SELECT matches(pg_temp.raised('SELECT schedule_partition_maintenance()') ->> 'hint', 'postgresql-[0-9]+-cron.*shared_preload_libraries.*cron.database_name', 'the package and the settings');

SELECT * FROM finish();
ROLLBACK;
