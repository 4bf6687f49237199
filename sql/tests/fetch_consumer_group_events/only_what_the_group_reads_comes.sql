\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(4);

SELECT create_consumer_group('types', NULL, ARRAY['group-' || txid_current()], ARRAY['Wanted'], head_position()) \g /dev/null
SELECT create_consumer_group('tenant', 't', ARRAY['group-' || txid_current()], NULL, head_position()) \g /dev/null
SELECT create_consumer_group('new', NULL, ARRAY['group-' || txid_current()], NULL, NULL) \g /dev/null
SELECT pg_temp.give('a', 2), pg_temp.fill('a', 1, 'group-' || txid_current(), '', 'Wanted'), pg_temp.give('x', 1, 't'), pg_temp.fill('a', 5, 'other') \g /dev/null
SELECT is(pg_temp.fetch(pg_temp.enter('types', 'm')), 'a3', 'event types and aggregate types');
SELECT is(pg_temp.fetch(pg_temp.enter('tenant', 'm', 't')), 'x1', 'a tenant');
SELECT is(pg_temp.fetch(pg_temp.enter('new', 'm')), 'a1 a2 a3 x1', 'from when it was made on');
SELECT delete_stream('group-' || txid_current(), 'a', -1) \g /dev/null
SELECT create_consumer_group('deleted', NULL, ARRAY['group-' || txid_current()]) \g /dev/null
SELECT is(pg_temp.fetch(pg_temp.enter('deleted', 'm')), 'x1', 'nothing of deleted streams');

SELECT * FROM finish();
ROLLBACK;
