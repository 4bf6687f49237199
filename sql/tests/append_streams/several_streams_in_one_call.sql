\ir ../include.psql
SELECT plan(3);

SELECT results_eq(
    $$ SELECT stream_index, stream_version, first_position - min(first_position) OVER (), last_position - first_position
       FROM append_streams('{order,order,invoice}', '{b,a,a}', '{0,0,0}', '{1,1,2,3,3,3}', NULL, '{A,B,C,D,E,F}',
           '{1,2,3,4,5,6}') $$,
    $$ VALUES (1, 2::bigint, 0::bigint, 1::bigint), (2, 1, 2, 0), (3, 3, 3, 2) $$,
    'an outcome per stream in the order of the call; positions in the order of the events'
);
SELECT results_eq(
    $$ SELECT event_type FROM read_stream('invoice', 'a') $$, $$ VALUES ('D'), ('E'), ('F') $$, 'each has its own events'
);
SELECT results_eq($$ SELECT event_type FROM read_stream('order', 'b') $$, $$ VALUES ('A'), ('B') $$, 'and in order');

SELECT * FROM finish();
ROLLBACK;
