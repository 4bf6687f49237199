-- Tried: without the condition on deleted_at in the appends the refusals turn red; without the check in read_stream the reads do.
\ir ../include.psql
SELECT plan(18);

SELECT pg_temp.fill('d', 3) \g /dev/null
SELECT is(delete_stream('order', 'd'), 3::bigint, 'it returns the version');
SELECT pg_temp.raises('SELECT read_stream(''order'', ''d'')', 'SE017', 'reading says so');
SELECT pg_temp.raises('SELECT read_stream(''order'', ''d'', p_backwards => true)', 'SE017', 'backwards too');
SELECT is(d ->> 'aggregate_id' || (d ->> 'actual_version') || (d ->> 'deleted_at' IS NOT NULL), 'd3true', 'with stream, version and time')
FROM pg_temp.detail_of('SELECT read_stream(''order'', ''d'')') AS d;
SELECT pg_temp.raises(format('SELECT append_event(''order'', ''d'', %s, ''A'', ''1'')', v), 'SE017', 'append_event at ' || v)
FROM unnest(ARRAY[-2, -1, 0, 2, 3]) AS v;
SELECT is(d ->> 'aggregate_id' || (d ->> 'actual_version') || (d ->> 'expected_version') || (d ->> 'deleted_at' IS NOT NULL), 'd33true', 'the same details')
FROM pg_temp.detail_of('SELECT append_event(''order'', ''d'', 3, ''A'', ''1'')') AS d;
SELECT results_eq(
    $$ SELECT stream_index, stream_version, error_code FROM append_streams(ARRAY['order', 'order', 'order'], ARRAY['d', 'e', 'd2'],
        ARRAY[3, -1, -2], ARRAY[1, 2, 3], NULL, ARRAY['A', 'A', 'A'], ARRAY['1', '1', '1'], p_all_or_nothing => false) $$,
    $$ VALUES (1, 3::bigint, 'SE017'), (2, 1, NULL), (3, 0, 'SE001') $$, 'each on its own: no neighbour is touched'
);
SELECT is(stream_version('order', 'd'), 3::bigint, 'the version stays');
SELECT ok(deleted_at IS NOT NULL, 'it is listed as deleted') FROM list_streams('order', 'd') WHERE aggregate_id = 'd';
SELECT is(delete_stream('order', 'd', 3), 3::bigint, 'deleted already: it stays so');
SELECT is(reopen_stream('order', 'd'), 3::bigint, 'reopened it is at its version');
SELECT is(array_agg(version), ARRAY[1, 2, 3]::bigint[], 'with its events') FROM read_stream('order', 'd');
SELECT is((SELECT stream_version FROM append_event('order', 'd', 3, 'A', '1')), 4::bigint, 'and goes on');
SELECT is(reopen_stream('order', 'd'), 4::bigint, 'not deleted: it stays as it is');

SELECT * FROM finish();
ROLLBACK;
