\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.raises(
    $$ SELECT append_streams('{order,order}', '{a,""}', '{0,0}', '{1,2}', NULL, '{A,A}', '{1,1}', p_all_or_nothing => false) $$,
    'SE005', 'an empty id'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', NULL, '{A}', '{x}', p_all_or_nothing => false) $$,
    'SE008', 'data that is not JSON'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', NULL, '{A}', '{1}', p_timestamps => '{infinity}',
       p_all_or_nothing => false) $$,
    'SE004', 'a timestamp that never is'
);

SELECT * FROM finish();
ROLLBACK;
