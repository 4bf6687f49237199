\ir ../include.psql
SELECT plan(11);

SELECT is((SELECT stream_version FROM append_event('order', 'a', 0, 'A', '1')), 1::bigint, 'no stream, absent');
SELECT is((SELECT stream_version FROM append_event('order', 'a', 1, 'A', '1')), 2::bigint, 'exactly 1');
SELECT is((SELECT stream_version FROM append_event('order', 'a', -2, 'A', '1')), 3::bigint, 'the stream exists');
SELECT is((SELECT stream_version FROM append_event('order', 'a', -1, 'A', '1')), 4::bigint, 'any, existing');
SELECT is((SELECT stream_version FROM append_event('order', 'b', -1, 'A', '1')), 1::bigint, 'any, absent');
SELECT head_position() AS head \gset
SELECT pg_temp.raises($$ SELECT append_event('order', 'a', 0, 'A', '1') $$, 'SE001', 'no stream, existing');
SELECT pg_temp.raises($$ SELECT append_event('order', 'a', 3, 'A', '1') $$, 'SE001', 'exactly 3 at 4');
SELECT pg_temp.raises($$ SELECT append_event('order', 'a', 5, 'A', '1') $$, 'SE001', 'exactly 5 at 4');
SELECT pg_temp.raises($$ SELECT append_event('order', 'c', -2, 'A', '1') $$, 'SE001', 'the stream exists, absent');
SELECT is(head_position(), :head::bigint, 'no refusal draws a position');
SELECT is(stream_version('order', 'a'), 4::bigint, 'nor raises the version');

SELECT * FROM finish();
ROLLBACK;
