\ir ../include.psql
SELECT plan(3);

SELECT results_eq(
    $$ SELECT stream_index, stream_version, last_position - first_position, already_stored, error_code
       FROM append_streams('{order}', '{a}', '{0}', '{1,1,1}', NULL, '{A,B,C}', '{1,2,3}') $$,
    $$ VALUES (1, 3::bigint, 2::bigint, false, NULL::text) $$,
    'three events give version 3 and three positions in a row'
);
SELECT results_eq(
    $$ SELECT version, event_type, data::text FROM read_stream('order', 'a') $$,
    $$ VALUES (1::bigint, 'A', '1'), (2, 'B', '2'), (3, 'C', '3') $$,
    'they are stored in the order of the arrays'
);
SELECT is(stream_version('order', 'a'), 3::bigint, 'the stream is at version 3');

SELECT * FROM finish();
ROLLBACK;
