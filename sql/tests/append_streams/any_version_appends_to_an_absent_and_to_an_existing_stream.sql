\ir ../include.psql
SELECT plan(2);

SELECT is(
    (SELECT stream_version FROM append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}')), 1::bigint, 'absent'
);
SELECT is(
    (SELECT stream_version FROM append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}')), 2::bigint, 'existing'
);

SELECT * FROM finish();
ROLLBACK;
