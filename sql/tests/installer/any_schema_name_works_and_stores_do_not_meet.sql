-- Run from the top folder of the repository, like the installer itself.
\ir ../include.psql
SELECT plan(17);

\set store 'we"ird; name %s \\ ''; -- ä'
\ir ../install_again.psql
SELECT cmp_ok(:changed, '>', 50, 'everything was installed');
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT head_position() AS head, epoch, in_flight_tag() AS tag, bell_channel() FROM store \gset
SET LOCAL search_path = :"store", tap, pg_temp;
SELECT is(stream_version('order', 'a'), 0::bigint, 'the other store has not this stream');
SELECT is(head_position(), 0::bigint, 'it begins at 0');
SELECT isnt((SELECT epoch FROM store), :'epoch'::uuid, 'its epoch is its own');
SELECT isnt(in_flight_tag(), :tag, 'its appenders register elsewhere');
SELECT is(bell_channel(), :'store' || '_events', 'its bell is its own');
SELECT is_empty('SELECT * FROM in_flight_appenders()', 'the appender of the first store does not stall it');
SELECT pg_temp.raises('SELECT append_event(''order'', ''a'', 0, ''A'', ''1'')', 'SE003', 'it has no partitions yet');
SELECT create_partitions_ahead(0) \g /dev/null
SELECT is((SELECT stream_version FROM append_event('order', 'a', 0, 'A', '1')), 1::bigint, 'append_event');
SELECT is((SELECT stream_version FROM append('order', 'a', 1, '[{"event_type": "A", "data": 1}]')), 2::bigint, 'append');
SELECT is((SELECT count(*) FROM read_all(p_until => head_position(), p_until_is_safe => true)), 2::bigint, 'read_all');
SELECT is((SELECT sum(events) FROM list_partitions()), 2::numeric, 'list_partitions');
SELECT is((SELECT schema_name FROM health()), :'store', 'health');
SELECT lives_ok('SELECT * FROM statistics(false)', 'statistics');
SELECT lives_ok('SELECT change_setting(''max_events_per_append'', ''7'')', 'change_setting');
SET LOCAL search_path = :"schema", tap, pg_temp;
SELECT is(head_position(), :head::bigint, 'the first store has not moved');
SELECT isnt((SELECT max_events_per_append FROM store), 7, 'nor have its settings');

SELECT * FROM finish();
ROLLBACK;
