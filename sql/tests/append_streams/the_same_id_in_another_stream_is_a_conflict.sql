\ir ../include.psql
SELECT plan(3);

SELECT append_streams('{order}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}') \g /dev/null
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{b}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}') $$, 'SE002', 'another id'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{invoice}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}') $$, 'SE002', 'another type'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}', p_tenants => '{acme}') $$,
    'SE002', 'another tenant'
);

SELECT * FROM finish();
ROLLBACK;
