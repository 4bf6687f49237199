\ir ../include.psql
SELECT plan(8);

SELECT append_streams(
    '{order}', '{a}', '{0}', '{1,1}', NULL, '{A,B}', '{NULL,1}', p_data_bytes => ARRAY['\x00ff1f'::bytea, NULL],
    p_content_types => '{application/octet-stream,NULL}'
) \g /dev/null
SELECT results_eq(
    $$ SELECT data::text, data_bytes, content_type FROM read_stream('order', 'a') $$,
    $$ VALUES (NULL::text, '\x00ff1f'::bytea, 'application/octet-stream'), ('1', NULL, NULL) $$, 'beside JSON in one call'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{NULL}', p_data_bytes => ARRAY['\x00'::bytea]) $$,
    'SE005', 'bytes without a content type'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_content_types => '{text/plain}') $$,
    'SE005', 'a content type without bytes'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_data_bytes => ARRAY['\x00'::bytea],
       p_content_types => '{text/plain}') $$, 'SE005', 'both JSON and bytes'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', NULL) $$, 'SE005', 'neither'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_data_bytes => ARRAY['\x00'::bytea]) $$,
    'SE005', 'both, without a content type'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order,order}', '{a,b}', '{-1,-1}', '{1,2}', NULL, '{A,A}', '{1,1}',
       p_data_bytes => ARRAY['\x00'::bytea, NULL], p_all_or_nothing => false) $$, 'SE005', 'both, each on its own'
);
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'checksums over bytes are right');

SELECT * FROM finish();
ROLLBACK;
