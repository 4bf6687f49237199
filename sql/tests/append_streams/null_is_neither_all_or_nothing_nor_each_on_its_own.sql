-- It was once each on its own, so that a refusal was not raised.
\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', NULL, '{A}', '{1}', p_all_or_nothing => NULL) $$, 'SE005', 'null is refused'
);
SELECT is(
    pg_temp.detail_of($$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', NULL, '{A}', '{1}', p_all_or_nothing => NULL) $$)::text,
    '{"argument" : "p_all_or_nothing"}', 'by name'
);
SELECT is(stream_version('order', 'a'), 0::bigint, 'and nothing is stored');

SELECT * FROM finish();
ROLLBACK;
