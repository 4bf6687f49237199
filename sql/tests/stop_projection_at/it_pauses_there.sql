\ir ../projections.psql
SELECT plan(10);

SELECT create_projection('p', p_start_position => :start) \g /dev/null
SELECT create_sql_projection('counts', 'public.count_events', p_start_position => :start) \g /dev/null
SELECT pg_temp.fill('a', 4) AS head \gset
SELECT stop_projection_at('p', :start + 2), stop_projection_at('counts', :start + 2) \g /dev/null
SELECT is(begin_projection_batch('p', 1, :start), :start + 2::bigint, 'a client is told');
SELECT pg_temp.raises(format('SELECT complete_projection_batch(''p'', 1, %s)', :start + 3), 'SE005', 'it cannot go beyond');
SELECT is(complete_projection_batch('p', 1, :start + 2, NULL, 2), 'paused', 'it pauses when it is there');
SELECT is((SELECT stop_position FROM list_projections() WHERE name = 'p'), NULL, 'and the order is carried out');
SELECT results_eq('SELECT events, status FROM run_projection(''counts'')', $$VALUES (2, 'paused')$$, 'so does a function''s');
SELECT is(pg_temp.counted('a'), 2, 'exactly there');
SELECT resume_projection('counts') \g /dev/null
SELECT is((SELECT events FROM run_projection('counts')), 2, 'resumed it does the rest');
SELECT stop_projection_at('counts', 1) \g /dev/null
SELECT is((SELECT status FROM list_projections() WHERE name = 'counts'), 'paused', 'a position that it has passed pauses it at once');
SELECT resume_projection('counts'), stop_projection_at('counts', :head + 100), stop_projection_at('counts', NULL) \g /dev/null
SELECT is((SELECT stop_position FROM list_projections() WHERE name = 'counts'), NULL, 'null takes the order back');
SELECT pg_temp.raises('SELECT stop_projection_at(''counts'', -1)', 'SE005', 'a negative position is refused');

SELECT * FROM finish();
ROLLBACK;
