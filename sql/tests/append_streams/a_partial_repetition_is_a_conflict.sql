\ir ../include.psql
SELECT plan(4);

SELECT append_streams('{order}', '{a}', '{0}', '{1,1}', ARRAY[pg_temp.id(1), pg_temp.id(2)], '{A,B}', '{1,2}') \g /dev/null
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', ARRAY[pg_temp.id(2), pg_temp.id(3)], '{B,C}', '{2,3}') $$,
    'SE002', 'one of two ids is stored'
);
SELECT is(
    pg_temp.detail_of(
        $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', ARRAY[pg_temp.id(2), pg_temp.id(3)], '{B,C}', '{2,3}') $$
    ) ->> 'event_ids_stored', '1', 'the detail counts them'
);
SELECT is(
    (SELECT already_stored FROM append_streams('{order}', '{a}', '{-1}', '{1}', ARRAY[pg_temp.id(2)], '{B}', '{2}')), true,
    'a part that is stored as it stands is a repetition of itself'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', ARRAY[pg_temp.id(2), pg_temp.id(1)], '{B,A}', '{2,1}') $$,
    'SE002', 'the same events in another order are another append'
);

SELECT * FROM finish();
ROLLBACK;
