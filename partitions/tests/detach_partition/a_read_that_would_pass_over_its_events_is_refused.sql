\ir ../../../sql/tests/include.psql
SELECT plan(29);

-- Three events of stream a in each of three months, one of stream b in the last; positions in the order of time.
SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00') \g /dev/null
SELECT head_position() AS head \gset
SELECT append_event('detach', 'a', -1, 'A' || m, '1', p_event_id => pg_temp.id(m * 10 + n), p_timestamp => format('1985-0%s-0%s 00:00+00', m, n)::timestamptz, p_correlation_id => 'c' || m)
FROM generate_series(1, 3) AS m, generate_series(1, 3) AS n \g /dev/null
SELECT append_event('detach', 'b', -1, 'B', '1', p_timestamp => '1985-03-09 00:00+00') \g /dev/null
SELECT pg_temp.land();
SELECT detach_partition('events_1985_02');

SELECT is((SELECT count(*) FROM read_all(:head, 3)), 3::bigint, 'a page before it is full');
SELECT is((SELECT count(*) FROM read_all(:head, 1000, :head + 3)), 3::bigint, 'so is one that ends before it');
SELECT pg_temp.raises(format('SELECT read_all(%s, 4)', :head), 'SE020', 'a page that reaches beyond');
SELECT pg_temp.raises(format('SELECT read_all(%s, 4, %s)', :head, :head + 4), 'SE020', 'and one that ends in it');
SELECT is(pg_temp.detail_of(format('SELECT read_all(%s)', :head))::jsonb, '{"partition": "events_1985_02", "attach": "SELECT event_store.attach_partition(''events_1985_02'')"}', 'it is named, with a remedy');
SELECT pg_temp.raises(format('SELECT read_all(%s)', :head + 5), 'SE020', 'one that begins in it');
SELECT is((SELECT count(*) FROM read_all(:head + 6)), 4::bigint, 'behind it');
SELECT is((SELECT count(*) FROM read_all(p_backwards => true, p_limit => 4)), 4::bigint, 'backwards down to it');
SELECT pg_temp.raises('SELECT read_all(p_backwards => true, p_limit => 5)', 'SE020', 'backwards into it');
SELECT pg_temp.raises(format('SELECT read_all(%s, p_aggregate_types => ''{detach}'')', :head), 'SE020', 'with a filter that its events pass');
SELECT is((SELECT count(*) FROM read_all(:head, p_event_types => '{B,A1}')), 4::bigint, 'not with one that they do not pass');
SELECT is((SELECT count(*) FROM read_all(:head, p_tenant => 'acme')), 0::bigint, 'nor of another tenant');
SELECT is((SELECT count(*) FROM read_all(:head, p_from => '1985-03-01 00:00+00')), 4::bigint, 'nor of another time');
SELECT pg_temp.raises(format('SELECT read_aggregate_type(''detach'', %s)', :head), 'SE020', 'read_aggregate_type');
SELECT pg_temp.raises(format('SELECT read_event_type(''A2'', %s)', :head), 'SE020', 'read_event_type');
SELECT pg_temp.raises('SELECT read_correlation(''c2'')', 'SE020', 'read_correlation');
SELECT is((SELECT count(*) FROM read_correlation('c3')), 3::bigint, 'of another correlation');

SELECT is((SELECT count(*) FROM read_stream('detach', 'a', 1, 3)), 3::bigint, 'a stream up to it');
SELECT pg_temp.raises('SELECT read_stream(''detach'', ''a'', 1, 4)', 'SE020', 'a stream into it');
SELECT is((SELECT count(*) FROM read_stream('detach', 'a', 7)), 3::bigint, 'a stream behind it');
SELECT is((SELECT count(*) FROM read_stream('detach', 'a', NULL, 3, true)), 3::bigint, 'a stream backwards down to it');
SELECT pg_temp.raises('SELECT read_stream(''detach'', ''a'', p_backwards => true)', 'SE020', 'a stream backwards into it');
SELECT is((SELECT count(*) FROM read_stream('detach', 'b')), 1::bigint, 'a stream without events in it');
SELECT is((SELECT count(*) FROM read_stream('detach', 'a', p_from => '1985-03-01 00:00+00')), 3::bigint, 'a stream by another time');

SELECT pg_temp.raises(format('SELECT read_event(%L)', pg_temp.id(21)), 'SE020', 'one of its events');
SELECT pg_temp.raises(format('SELECT event_exists(%L)', pg_temp.id(21)), 'SE020', 'whether it exists');
SELECT is((SELECT count(*) FROM read_event(pg_temp.id(21), 'acme')), 0::bigint, 'another tenant learns nothing');
SELECT is_empty(format('SELECT * FROM verify(%s)', :head), 'verify finds no damage');
SELECT is_empty('SELECT * FROM verify_streams()', 'nor does verify_streams');

SELECT * FROM finish();
ROLLBACK;
