-- Tried: without require_all_tenants() in drop_partition, create_partitions and measure_partitions their assertions turn red.
\ir ../include.psql
SELECT plan(27);
\ir ../tenants.psql
GRANT es_test_admin TO es_test_login_a;
SELECT p.partition_name AS month FROM partitions AS p WHERE p.lower_bound <= clock_timestamp() AND p.upper_bound > clock_timestamp() \gset

SET LOCAL ROLE es_test_login_a;
SELECT pg_temp.raises(replace(c.call, '$month', :'month'), 'SE021', c.call)
FROM unnest(ARRAY[
    'SELECT list_partitions()', 'SELECT close_partition(''$month'')', 'SELECT open_partition(''$month'')', 'SELECT detach_partition(''$month'')',
    'SELECT create_partitions(now(), now())', 'SELECT create_partitions_ahead(1)', 'SELECT measure_partitions()', 'SELECT begin_detach_partition(''$month'')', 'SELECT finish_detach_partition(''$month'')',
    'SELECT attach_partition(''$month'')', 'SELECT pass_over_partition(''$month'')', 'SELECT drop_partition(''$month'')',
    'SELECT compress_partition(''$month'')', 'SELECT maintain_partitions()', 'SELECT create_event_index(''data.x'')', 'SELECT drop_event_index(''data.x'')',
    'SELECT list_event_indexes()', 'SELECT change_setting(''bell_interval_milliseconds'', ''1'')', 'SELECT new_epoch()', 'SELECT confirm_epoch()',
    'SELECT doctor()', 'SELECT in_flight_appenders()', 'SELECT list_tenant_assignments()'
]) AS c (call);
SELECT is(pg_temp.raised(format(c.call, :'month')) ->> 'code', '42501', 'the owner''s: ' || c.call) FROM (VALUES ('SELECT detach_partition_statements(%L)')) AS c (call);
SELECT lives_ok('SELECT * FROM health()', 'health is for everybody');
SELECT is_empty('SELECT * FROM verify_streams()', 'verify_streams tells nothing of the streams of others');
RESET ROLE;
SELECT format('GRANT SELECT ON %I TO es_test_login_a', :'month') \gexec
SET LOCAL ROLE es_test_login_a;
SELECT format('SELECT array_agg(DISTINCT e.tenant) AS tenants FROM %I AS e', :'month') AS query \gset
SELECT (:query) AS tenants \gset
SELECT is(:'tenants'::text, '{a}', 'a right on a partition shows its own tenants only');

RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
