\ir ../include.psql
SELECT plan(6);

SELECT change_setting('max_events_per_append', '2'), change_setting('max_payload_bytes', '1024') \g /dev/null
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1,1}', NULL, '{A,A,A}', '{1,1,1}') $$, 'SE007', 'too many events'
);
SELECT lives_ok($$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', NULL, '{A,A}', '{1,1}') $$, 'just as many');
SELECT lives_ok(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', ARRAY[to_json(repeat('x', 1022))::text]) $$, '1,024 bytes'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', ARRAY[to_json(repeat('x', 1023))::text]) $$, 'SE006',
    '1,025 bytes of data'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', ARRAY[json_build_object('a', repeat('x', 1024))::text]) $$,
    'SE006', 'more bytes of metadata'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', NULL, p_data_bytes => ARRAY[decode(repeat('00', 1025), 'hex')],
       p_content_types => '{x}') $$, 'SE006', 'more bytes'
);

SELECT * FROM finish();
ROLLBACK;
