\ir ../../../sql/tests/include.psql
SELECT plan(4);

SELECT create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00'), change_setting('outbox_by_default', 'true') \g /dev/null
SELECT append_event('held', 'a', -1, 'A', '1', p_timestamp => '1985-01-05 00:00+00') \g /dev/null
SELECT append_event('held', 'a', -1, 'A', '1') \g /dev/null
SELECT detach_partition('events_1985_01');
SELECT pg_temp.raises('SELECT drop_partition(''events_1985_01'')', 'SE020', 'a pending message');
SELECT is((pg_temp.detail_of('SELECT drop_partition(''events_1985_01'')') ->> 'pending_messages')::bigint, 1::bigint, 'is counted, that of another month is not');
UPDATE outbox SET done_at = now() WHERE aggregate_type = 'held' AND version = 1;
SELECT lives_ok('SELECT drop_partition(''events_1985_01'')', 'one that is done does not hold it');
SELECT is((SELECT count(*) FROM outbox WHERE aggregate_type = 'held'), 2::bigint, 'the outbox keeps its copies');

SELECT * FROM finish();
ROLLBACK;
