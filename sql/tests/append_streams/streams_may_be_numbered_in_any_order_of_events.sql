\ir ../include.psql
SELECT plan(2);

SELECT results_eq(
    $$ SELECT stream_index, stream_version FROM append_streams('{order,order}', '{a,b}', '{0,0}', '{2,2,1}', NULL, '{A,B,C}',
           '{1,2,3}') $$,
    $$ VALUES (1, 1::bigint), (2, 2) $$, 'the second stream''s events may come first'
);
SELECT results_eq($$ SELECT event_type FROM read_stream('order', 'b') $$, $$ VALUES ('A'), ('B') $$, 'and are its own');

SELECT * FROM finish();
ROLLBACK;
