\ir ../projections.psql
SELECT plan(9);

SELECT create_sql_projection('p', 'public.count_events', p_start_position => :start, p_retry_milliseconds => 3600000) \g /dev/null
SELECT pg_temp.fill('a', 1, p_event_type => 'Bad') \g /dev/null
SELECT is((SELECT failed FROM run_projection('p')), 1, 'it fails');
SELECT is((SELECT failed FROM run_projection('p')), 0, 'and waits');
SELECT ok((SELECT available_at > now() + interval '50 minutes' FROM list_projections() WHERE name = 'p'), 'as long as was set');
SELECT pause_projection('p') \g /dev/null
SET LOCAL test.mended = 'yes';
SELECT results_eq('SELECT events, status FROM run_projection(''p'')', $$VALUES (0, 'paused')$$, 'paused it does nothing');
SELECT resume_projection('p') \g /dev/null
SELECT is((SELECT events FROM run_projection('p')), 1, 'resumed it is tried at once');
SELECT create_projection('client') \g /dev/null
SELECT pg_temp.raises('SELECT run_projection(''client'')', 'SE026', 'one that a client handles is refused');
SELECT pg_temp.raises('SELECT run_projection(''none'')', 'SE025', 'so is one that there is none of');
SELECT pg_temp.raises('SELECT run_projection(''p'', 0)', 'SE005', 'and a limit of none');
UPDATE checkpoints SET epoch = gen_random_uuid() WHERE name = 'p';
SELECT pg_temp.raises('SELECT run_projection(''p'')', 'SE010', 'and the checkpoint of another store');

SELECT * FROM finish();
ROLLBACK;
