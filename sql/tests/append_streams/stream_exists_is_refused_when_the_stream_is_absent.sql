\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-2}', '{1}', NULL, '{A}', '{1}') $$, 'SE001', 'the stream is absent'
);
SELECT is(stream_version('order', 'a'), 0::bigint, 'and stays absent');
SELECT pg_temp.fill('a') \g /dev/null
SELECT is(
    (SELECT stream_version FROM append_streams('{order}', '{a}', '{-2}', '{1}', NULL, '{A}', '{1}')), 2::bigint,
    'an existing stream takes it'
);

SELECT * FROM finish();
ROLLBACK;
