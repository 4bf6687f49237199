\ir ../include.psql
SELECT plan(5);

SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', ARRAY[pg_temp.id(1), pg_temp.id(1)], '{A,A}', '{1,1}') $$,
    'SE002', 'in one stream, any version'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1,1}', ARRAY[pg_temp.id(1), pg_temp.id(1)], '{A,A}', '{1,1}') $$,
    'SE002', 'in one stream, no stream'
);
SELECT is(stream_version('order', 'a'), 0::bigint, 'nothing is left');
SELECT is((SELECT count(*) FROM event_ids WHERE event_id = pg_temp.id(1)), 0::bigint, 'nor is the id');
SELECT append_streams('{order}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}') \g /dev/null
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', ARRAY[pg_temp.id(1), pg_temp.id(1)], '{A,A}', '{1,1}') $$,
    'SE002', 'also when it is stored already'
);

SELECT * FROM finish();
ROLLBACK;
