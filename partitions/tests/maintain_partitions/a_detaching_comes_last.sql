-- The locks of a detaching last until the transaction ends, and a dropping takes its time.
-- Tried: ordered by lower_bound, and without EXIT after a detaching, the first turns red.
\ir ../../../sql/tests/include.psql
SELECT plan(3);

SELECT create_partitions_ahead(3), create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00') \g /dev/null
SELECT detach_partition('events_1985_03');
UPDATE partitions SET state = CASE partition_name WHEN 'events_1985_03' THEN 'dropping' ELSE 'detaching' END WHERE partition_name LIKE 'events_1985%';
PREPARE run AS SELECT action || ' ' || partition_name FROM maintain_partitions();
SELECT results_eq('run', $$ VALUES ('dropped events_1985_03'), ('detached events_1985_01') $$, 'a run drops first, and detaches one');
SELECT results_eq('run', $$ VALUES ('detached events_1985_02') $$, 'the next run another one');
SELECT lives_ok($$ SELECT * FROM maintain_partitions(3, '10000000 years', '10000000 years', '10000000 years') $$, 'an age beyond all times');

SELECT * FROM finish();
ROLLBACK;
