\ir ../include.psql
SELECT plan(4);

SELECT results_eq(
    $$ SELECT stream_index, error_code FROM append_streams('{order,order}', '{b,a}', '{-1,-1}', '{1,2}',
           ARRAY[pg_temp.id(1), pg_temp.id(1)], '{A,B}', '{1,2}', p_all_or_nothing => false) $$,
    $$ VALUES (1, NULL), (2, 'SE002') $$, 'the first of the call, whatever its name'
);
SELECT is(stream_version('order', 'b'), 1::bigint, 'which has it');
SELECT is(stream_version('order', 'a'), 0::bigint, 'the other does not exist');
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'and the store is sound');

SELECT * FROM finish();
ROLLBACK;
