\ir ../include.psql
SELECT plan(2);

SELECT pg_temp.raises(
    $$ SELECT append_streams('{order,order}', '{a,b}', '{0,5}', '{1,2}', NULL, '{A,B}', '{1,2}') $$, 'SE001', 'one of two'
);
SELECT is(stream_version('order', 'a') + stream_version('order', 'b'), 0::bigint, 'neither is there');

SELECT * FROM finish();
ROLLBACK;
