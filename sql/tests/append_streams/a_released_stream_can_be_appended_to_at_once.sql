-- A stream whose row the call made and then took back leaves nothing behind.
\ir ../include.psql
SELECT plan(6);

SELECT pg_temp.fill('taken') \g /dev/null
SELECT event_id AS taken FROM read_stream('order', 'taken') \gset
SELECT is(
    (SELECT error_code FROM append_streams('{order}', '{a}', '{-1}', '{1,1}', ARRAY[pg_temp.id(1), :'taken'], '{A,B}', '{1,2}',
        p_all_or_nothing => false)), 'SE002', 'refused'
);
SELECT is(
    (SELECT stream_version FROM append_streams('{order}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}')), 1::bigint,
    'the stream is absent, its first id is free'
);
SELECT pg_temp.fill('a', 2) \g /dev/null
SELECT is(
    (SELECT error_code FROM append_streams('{order}', '{a}', '{3}', '{1,1}', ARRAY[:'taken', pg_temp.id(2)], '{A,B}', '{1,2}',
        p_all_or_nothing => false)), 'SE002', 'refused again'
);
SELECT is(stream_version('order', 'a'), 3::bigint, 'an existing stream is back at its version');
SELECT is(
    (SELECT stream_version FROM append_streams('{order}', '{a}', '{3}', '{1}', ARRAY[pg_temp.id(2)], '{A}', '{1}')), 4::bigint,
    'and goes on from there'
);
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'and the store is sound');

SELECT * FROM finish();
ROLLBACK;
