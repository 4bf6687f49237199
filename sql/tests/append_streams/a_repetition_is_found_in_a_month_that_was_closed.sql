-- Tried: without the search after missing_partitions it dies of SE020 at once; without the message into the log the fifth turns red.
\ir ../include.psql
SELECT plan(8);

SELECT create_partitions('1985-03-01 00:00+00', '1985-04-01 00:00+00') \g /dev/null
\set call 'append_event(''order'', ''a'', 0, ''A'', ''1'', p_event_id => pg_temp.id(1), p_timestamp => ''1985-03-10 00:00+00'')'
SELECT global_position AS original FROM :call \gset
SELECT close_partition('events_1985_03') \g /dev/null
SELECT pg_current_wal_insert_lsn() AS before \gset
SELECT results_eq('SELECT * FROM ' || :'call', format('VALUES (1::bigint, %s::bigint, true)', :original), 'the original result');
SELECT results_eq(
    $$ SELECT stream_version, already_stored, error_code FROM append_streams('{order,order}', '{a,b}', '{0,-1}', '{1,2}',
       ARRAY[pg_temp.id(1), pg_temp.id(2)], '{A,A}', '{1,1}', p_timestamps => '{1985-03-10 00:00+00,NULL}') $$,
    $$ VALUES (1::bigint, true, NULL::text), (1, false, NULL) $$, 'beside a new append'
);
SELECT results_eq(
    $$ SELECT already_stored, error_code FROM append_streams('{order,order}', '{a,c}', '{0,-1}', '{1,2}',
       ARRAY[pg_temp.id(1), pg_temp.id(3)], '{A,A}', '{1,1}',
       p_timestamps => '{1985-03-10 00:00+00,1985-03-10 00:00+00}', p_all_or_nothing => false) $$,
    $$ VALUES (true, NULL), (false, 'SE020') $$, 'beside one that is refused'
);
SELECT is(
    pg_temp.detail_of(
        $$ SELECT append_streams('{order,order}', '{a,c}', '{0,-1}', '{1,2}', ARRAY[pg_temp.id(1), pg_temp.id(3)], '{A,A}', '{1,1}',
           p_timestamps => '{1985-03-10 00:00+00,1985-03-11 00:00+00}') $$
    ) ->> 'timestamp', '1985-03-11T00:00:00.000000Z', 'all or nothing, the other one is named'
);
SELECT pg_current_wal_insert_lsn() AS before \gset
SELECT already_stored FROM :call \g /dev/null
SELECT cmp_ok(pg_current_wal_insert_lsn(), '>', :'before'::pg_lsn, 'it writes into the log, so that it waits for a standby');
SELECT pg_temp.raises(
    $$ SELECT append_event('order', 'a', 0, 'A', '2', p_event_id => pg_temp.id(1), p_timestamp => '1985-03-10 00:00+00') $$,
    'SE020', 'other content is none'
);
SELECT is(stream_version('order', 'a'), 1::bigint, 'the stream is where it was');
SELECT detach_partition('events_1985_03'), drop_partition('events_1985_03', p_force => true) \g /dev/null
SELECT pg_temp.raises('SELECT ' || :'call', 'SE003', 'where the month was dropped nothing tells it');

SELECT * FROM finish();
ROLLBACK;
