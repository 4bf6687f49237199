\ir ../projections.psql
SELECT plan(6);

SELECT create_sql_projection('p', 'public.count_events', p_start_position => :start, p_max_attempts => 1) \g /dev/null
SELECT pg_temp.fill('a', 2), pg_temp.fill('bad', 1, p_event_type => 'Bad') AS bad, pg_temp.fill('c', 3) AS head \gset
SELECT run_projection('p') \g /dev/null
SELECT stop_projection_at('p', :bad), resume_projection('p', p_skip => true) \g /dev/null
SELECT is((SELECT status FROM list_projections() WHERE name = 'p'), 'paused', 'skipping the event that failed');
SELECT is((SELECT stop_position FROM list_projections() WHERE name = 'p'), NULL, 'the order is carried out');
SELECT resume_projection('p'), stop_projection_at('p', :head - 1), reset_projection('p', :head) \g /dev/null
SELECT is((SELECT status FROM list_projections() WHERE name = 'p'), 'paused', 'a reset forth');
SET LOCAL test.mended = 'yes';
SELECT reset_projection('p', :start), resume_projection('p'), stop_projection_at('p', :head - 1), begin_projection_rebuild('p') \g /dev/null
SELECT run_projection('p', 100000, 2) \g /dev/null
SELECT switch_projection('p', 2) \g /dev/null
SELECT is((SELECT status FROM list_projections() WHERE name = 'p'), 'paused', 'a switch to a generation that is further');
SELECT resume_projection('p') \g /dev/null
SELECT pg_temp.fill('d', 1) \g /dev/null
SELECT is((SELECT events FROM run_projection('p')), 1, 'resumed it goes on');
SELECT is((SELECT lag FROM list_projections() WHERE name = 'p'), 0::bigint, 'to the head');

SELECT * FROM finish();
ROLLBACK;
