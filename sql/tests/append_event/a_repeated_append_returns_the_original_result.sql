\ir ../include.psql
SELECT plan(11);

CREATE TEMP TABLE original AS SELECT * FROM append_event('order', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1));
SELECT append_event('order', 'a', 1, 'A', '1') \g /dev/null
SELECT head_position() AS head \gset
SELECT results_eq(
    format($$ SELECT * FROM append_event('order', 'a', %s, 'A', '1', p_event_id => pg_temp.id(1)) $$, v),
    $$ SELECT stream_version, global_position, true FROM original $$, 'expected version ' || v
)
FROM unnest('{0,-1,-2,1,2,9}'::integer[]) AS v;
SELECT is(head_position(), :head::bigint, 'no position was drawn');
SELECT is(stream_version('order', 'a'), 2::bigint, 'the stream is where it was');
SELECT pg_temp.raises($$ SELECT append_event('order', 'a', -1, 'A', '2', p_event_id => pg_temp.id(1)) $$, 'SE002', 'other content');
SELECT pg_temp.raises($$ SELECT append_event('order', 'b', -1, 'A', '1', p_event_id => pg_temp.id(1)) $$, 'SE002', 'another stream');
SELECT is(stream_version('order', 'b'), 0::bigint, 'which was not made');

SELECT * FROM finish();
ROLLBACK;
