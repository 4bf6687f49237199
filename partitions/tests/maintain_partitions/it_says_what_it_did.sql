\ir ../../../sql/tests/include.psql
SELECT plan(3);

SELECT create_partitions_ahead(0) \g /dev/null
SELECT is((SELECT bool_and(action = 'created') FROM maintain_partitions(9)), true, 'created');
SELECT is_empty('SELECT * FROM maintain_partitions(9)', 'no row when there was nothing to do');
SELECT is_empty('SELECT * FROM partition_alarm(''9 months'')', 'and then no alarm');

SELECT * FROM finish();
ROLLBACK;
