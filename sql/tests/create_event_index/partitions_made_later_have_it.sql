\ir ../include.psql
SELECT plan(8);

SELECT create_event_index('data.a') AS name \gset
SELECT create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00') \g /dev/null
SELECT append_event('later', 'l', -1, 'A', '{"a": "x"}', p_timestamp => '1985-01-05 00:00+00') \g /dev/null
SELECT pg_temp.land();
SELECT is((SELECT count(*) FROM read_by_value('data.a', 'x')), 1::bigint, 'it is read with it');
SELECT is((SELECT count(*) FROM pg_index WHERE indrelid = 'events_1985_01'::regclass AND indisvalid), 6::bigint, 'it has one index more');
SELECT results_eq('SELECT path, kind, is_valid, partitions_covered = partitions_attached FROM list_event_indexes() WHERE path IS NOT NULL', $$ VALUES ('data.a', 'btree', true, true) $$, 'the list');
SELECT is(create_event_index('data.a'), :'name', 'again');
SELECT is_empty('SELECT * FROM create_event_index_statements(''data.a'')', 'there is nothing to do');
SELECT close_partition('events_1985_01'), compress_partition('events_1985_01') \g /dev/null
SELECT is((SELECT is_valid FROM list_event_indexes() WHERE path = 'data.a'), true, 'a compressed partition keeps it');
SELECT is((SELECT count(*) FROM read_by_value('data.a', 'x')), 1::bigint, 'and is read with it');
SELECT is((SELECT count(*) FROM list_event_indexes() WHERE path IS NULL), 5::bigint, 'the store''s own are listed, too');

SELECT * FROM finish();
ROLLBACK;
