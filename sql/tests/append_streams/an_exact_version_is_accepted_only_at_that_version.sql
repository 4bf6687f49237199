-- Tried: with the comparison "s.version = v_expected_version" made true the first two turn red.
\ir ../include.psql
SELECT plan(5);

SELECT pg_temp.fill('a', 2) \g /dev/null
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{1}', '{1}', NULL, '{A}', '{1}') $$, 'SE001', 'one below'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{3}', '{1}', NULL, '{A}', '{1}') $$, 'SE001', 'one above'
);
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{b}', '{1}', '{1}', NULL, '{A}', '{1}') $$, 'SE001', 'an absent stream'
);
SELECT is(
    (SELECT stream_version FROM append_streams('{order}', '{a}', '{2}', '{1}', NULL, '{A}', '{1}')), 3::bigint, 'exactly there'
);
SELECT is(stream_version('order', 'b'), 0::bigint, 'a refusal makes no stream');

SELECT * FROM finish();
ROLLBACK;
