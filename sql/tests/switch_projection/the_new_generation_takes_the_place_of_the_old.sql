\ir ../projections.psql
SELECT plan(22);

SELECT create_sql_projection('p', 'public.count_events', p_aggregate_types => ARRAY['rebuilt']) \g /dev/null
SELECT pg_temp.fill('a', 5, 'rebuilt') AS head \gset
SELECT run_projection('p') \g /dev/null
SELECT is(begin_projection_rebuild('p'), 2, 'a second generation');
SELECT is(begin_projection_rebuild('p'), 2, 'which stays the one while it is built');
SELECT results_eq(
    'SELECT generation, is_in_use, status, global_position FROM list_projections() WHERE name = ''p''',
    format($$VALUES (1, true, 'running', %s::bigint), (2, false, 'rebuilding', 0::bigint)$$, :head), 'both are listed'
);
SELECT pg_temp.raises('SELECT switch_projection(''p'', 2)', 'SE026', 'behind the one in use it is not switched to');
SELECT is((SELECT sum(r.events) FROM generate_series(1, 3) AS n, run_projection('p', 2, 2 + n * 0) AS r), 5::bigint, 'built in batches');
SELECT pg_temp.fill('a', 1, 'rebuilt') AS head \gset
SELECT is((SELECT events FROM run_projection('p')), 1, 'the one in use goes on meanwhile');
SELECT pg_temp.raises('SELECT switch_projection(''p'', 2)', 'SE026', 'and the new one is behind again');
SELECT is((SELECT events FROM run_projection('p', p_generation => 2)), 1, 'a further batch');
SELECT lives_ok('SELECT switch_projection(''p'', 2)', 'then it is switched');
SELECT is(pg_temp.counted('a', 1), 6, 'the old one has counted each event once');
SELECT is(pg_temp.counted('a', 2), 6, 'and so has the new one');
SELECT results_eq(
    'SELECT generation, is_in_use, status, global_position, events_processed FROM list_projections() WHERE name = ''p''',
    format($$VALUES (2, true, 'running', %s::bigint, 6::bigint)$$, :head), 'it is in use, with its counts'
);
SELECT is((SELECT array_agg(name) FROM list_checkpoints() WHERE name LIKE 'p%'), ARRAY['p'], 'under the projection''s checkpoint');
SELECT pg_temp.fill('a', 1, 'rebuilt') AS head \gset
SELECT is((SELECT events FROM run_projection('p')), 1, 'it goes on');
SELECT is(pg_temp.counted('a', 2), 7, 'with the new generation');
SELECT pg_temp.raises(format('SELECT begin_projection_batch(''p'', 1, %s)', :head), 'SE026', 'the old one is none any more');
SELECT pg_temp.raises('SELECT switch_projection(''p'', 2)', 'SE026', 'nor is there anything to switch to');

SELECT is(begin_projection_rebuild('p'), 3, 'no number is used twice');
SELECT is(abandon_projection_rebuild('p'), 3, 'a rebuild can be given up');
SELECT is(abandon_projection_rebuild('p'), NULL, 'once');
SELECT is(begin_projection_rebuild('p'), 4, 'also not the number of one that was given up');
SELECT drop_projection('p') \g /dev/null
SELECT is_empty('SELECT * FROM list_checkpoints() WHERE name LIKE ''p%''', 'dropped with all its checkpoints');

SELECT * FROM finish();
ROLLBACK;
