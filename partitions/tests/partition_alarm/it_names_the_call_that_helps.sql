-- Where the month is there, maintain_partitions() does nothing.
-- Tried: with the one message of before all but the first turn red.
\ir ../../../sql/tests/include.psql
SELECT plan(6);

SELECT create_partitions_ahead(3) \g /dev/null
SELECT p.partition_name AS month FROM partitions AS p WHERE p.lower_bound <= now() AND p.upper_bound > now() \gset
SELECT p.partition_name AS next FROM partitions AS p WHERE p.lower_bound = date_trunc('month', now(), 'UTC') + interval '1 month' \gset
SELECT matches((SELECT message FROM partition_alarm('1 year')), 'run maintain_partitions\(\)$', 'they end');
SELECT close_partition(:'month');
SELECT is((SELECT severity || ' ' || message FROM partition_alarm()), format('critical events has no partition for now: %s is closed, run open_partition(''%s'')', :'month', :'month'), 'this month is closed');
SELECT is((SELECT d.found FROM doctor() AS d WHERE d.name = 'partitions_ahead'), (SELECT message FROM partition_alarm()), 'as the doctor says');
SELECT detach_partition(:'month');
SELECT matches((SELECT message FROM partition_alarm()), format('%s is detached, run attach_partition\(''%s''\)$', :'month', :'month'), 'or detached');
UPDATE partitions SET state = 'dropping' WHERE partition_name = :'month';
SELECT matches((SELECT message FROM partition_alarm()), format('%s is being dropped, finish it with drop_partition\(''%s''\)$', :'month', :'month'), 'or on its way out');
UPDATE partitions SET state = CASE partition_name WHEN :'month' THEN 'attached' ELSE 'closed' END WHERE partition_name IN (:'month', :'next');
SELECT matches((SELECT message FROM partition_alarm('1 year')), format('end at .*: %s is closed, run open_partition', :'next'), 'or the next one is closed');

SELECT * FROM finish();
ROLLBACK;
