-- Tried: without the condition in read_all, read_correlation, read_event or read_indexed the one concerned turns red.
\ir ../include.psql
SELECT plan(16);

SELECT head_position() AS start \gset
SELECT append_event('gone', 'd', -1, 'GoneOrNot', '{"a": "GoneOrNot"}', p_event_id => pg_temp.id(1), p_correlation_id => 'co') \g /dev/null
SELECT append_event('kept', 'k', -1, 'GoneOrNot', '{"a": "GoneOrNot"}', p_event_id => pg_temp.id(2), p_correlation_id => 'co') \g /dev/null
SELECT create_event_index('data.a'), create_event_index('data', 'gin') \g /dev/null
SELECT pg_temp.land() \g /dev/null
SELECT is((SELECT count(*) FROM read_all(:start)), 2::bigint, 'both before');
SELECT delete_stream('gone', 'd') \g /dev/null
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'read_all') FROM read_all(:start);
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'backwards') FROM read_all(p_limit => 1, p_backwards => true);
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'up to a safe position') FROM read_all(:start, p_until => head_position(), p_until_is_safe => true);
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'with filters') FROM read_all(:start, p_event_types => ARRAY['GoneOrNot'], p_tenant => '');
SELECT is_empty('SELECT FROM read_aggregate_type(''gone'')', 'read_aggregate_type');
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'read_event_type') FROM read_event_type('GoneOrNot');
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'read_correlation') FROM read_correlation('co');
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'read_by_value') FROM read_by_value('data.a', 'GoneOrNot');
SELECT is(array_agg(aggregate_id), ARRAY['k'], 'read_containing') FROM read_containing('{"a": "GoneOrNot"}');
SELECT is_empty('SELECT FROM read_event(pg_temp.id(1))', 'read_event');
SELECT ok(NOT event_exists(pg_temp.id(1)), 'event_exists');
SELECT ok(event_exists(pg_temp.id(2)), 'the other stream''s event does');
SELECT is_empty('SELECT FROM verify()', 'nothing is wrong with the store');
SELECT is_empty('SELECT FROM verify_streams()', 'nor with its counts');
SELECT reopen_stream('gone', 'd') \g /dev/null
SELECT is((SELECT count(*) FROM read_all(:start)), 2::bigint, 'both again when it is reopened');

SELECT * FROM finish();
ROLLBACK;
