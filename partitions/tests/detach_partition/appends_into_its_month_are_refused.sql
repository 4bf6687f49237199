\ir ../../../sql/tests/include.psql
SELECT plan(11);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT append_event('detach', 'a', 0, 'A', '1', p_timestamp => '1985-01-05 00:00+00') \g /dev/null
PREPARE late AS SELECT stream_version FROM append_event('detach', 'a', -1, 'A', '1', p_timestamp => '1985-01-06 00:00+00');

SELECT close_partition('events_1985_01');
SELECT pg_temp.raises('EXECUTE late', 'SE020', 'closed');
SELECT is(
    pg_temp.detail_of('EXECUTE late')::jsonb,
    '{"month": "1985-01", "timestamp": "1985-01-06T00:00:00.000000Z", "partition": "events_1985_01", "state": "closed", "open": "SELECT event_store.open_partition(''events_1985_01'')"}',
    'what is closed, and how to open it'
);
SELECT is((SELECT count(*) FROM read_stream('detach', 'a')), 1::bigint, 'what is closed is read');
SELECT open_partition('events_1985_01');
SELECT results_eq('EXECUTE late', 'VALUES (2::bigint)', 'open again');

SELECT detach_partition('events_1985_01');
SELECT pg_temp.raises('EXECUTE late', 'SE020', 'detached');
SELECT is(pg_temp.detail_of('EXECUTE late') ->> 'attach', 'SELECT event_store.attach_partition(''events_1985_01'')', 'how to attach it');
SELECT results_eq(
    $$ SELECT stream_index, error_code, stream_version IS NOT NULL FROM append_streams('{detach,detach}', '{a,c}', '{-1,-1}', '{1,2}', NULL, '{A,A}', '{1,1}',
        p_timestamps => '{1985-01-07 00:00+00,1985-02-07 00:00+00}', p_all_or_nothing => false) $$,
    $$ VALUES (1, 'SE020', false), (2, NULL, true) $$, 'each on its own: the neighbour is appended'
);
SELECT results_eq('SELECT stream_version FROM append_event(''detach'', ''a'', 2, ''A'', ''1'', p_timestamp => ''1985-02-06 00:00+00'')', 'VALUES (3::bigint)', 'its streams go on in other months');
SELECT is((SELECT count(*) FROM create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00')), 0::bigint, 'its month is not made anew');
SELECT attach_partition('events_1985_01');
SELECT results_eq('EXECUTE late', 'VALUES (4::bigint)', 'attached again');
SELECT is((SELECT count(*) FROM read_stream('detach', 'a')), 4::bigint, 'and read without a gap');

SELECT * FROM finish();
ROLLBACK;
