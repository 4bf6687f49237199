\ir ../include.psql
SELECT plan(3);

SELECT append_streams('{order}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}') \g /dev/null
SELECT results_eq(
    $$ SELECT stream_index, stream_version, already_stored, error_code
       FROM append_streams('{order,order}', '{a,b}', '{0,0}', '{1,2}', ARRAY[pg_temp.id(1), pg_temp.id(2)], '{A,B}', '{1,2}') $$,
    $$ VALUES (1, 1::bigint, true, NULL::text), (2, 1, false, NULL) $$,
    'all or nothing: the repetition is no refusal'
);
SELECT is(stream_version('order', 'a'), 1::bigint, 'stored once');
SELECT is(stream_version('order', 'b'), 1::bigint, 'and the neighbour is there');

SELECT * FROM finish();
ROLLBACK;
