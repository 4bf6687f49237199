\ir ../../../sql/tests/include.psql
SELECT plan(9);

SELECT create_partitions_ahead(3) \g /dev/null
SELECT is_empty('SELECT * FROM partition_alarm()', 'silent');
SELECT is((SELECT severity FROM partition_alarm('1 year')), 'warning', 'they end within the year');
SELECT is((SELECT severity FROM partition_alarm('300000 years')), 'warning', 'they end before any end of time');
SELECT is_empty('SELECT * FROM partition_alarm(''-300000 years'')', 'and not before its beginning');
SELECT is_empty('SELECT * FROM partition_alarm(NULL)', 'null is the default');
SELECT results_eq('SELECT last_partition_ends FROM partition_alarm(''1 year'')', 'SELECT max(upper_bound) FROM partitions', 'where they end');
DELETE FROM partitions WHERE lower_bound = date_trunc('month', now(), 'UTC') + interval '1 month';
SELECT is((SELECT last_partition_ends FROM partition_alarm('1 year')), (SELECT upper_bound FROM partitions WHERE lower_bound <= now() AND upper_bound > now()), 'a hole ends them');
DELETE FROM partitions WHERE lower_bound <= now() AND upper_bound > now();
SELECT results_eq('SELECT severity, last_partition_ends FROM partition_alarm()', 'VALUES (''critical'', NULL::timestamptz)', 'none for now');
SELECT is((SELECT severity FROM partition_alarm(NULL)), 'critical', 'null is the default');

SELECT * FROM finish();
ROLLBACK;
