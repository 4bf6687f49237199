\ir ../projections.psql
SELECT plan(6);

SELECT create_sql_projection('p', 'public.count_events', p_start_position => :start, p_on_failure => 'park', p_max_attempts => 1) \g /dev/null
SELECT pg_temp.fill('a', 3), pg_temp.fill('bad', 1, p_event_type => 'Bad') AS head \gset
SELECT run_projection('p') \g /dev/null
TRUNCATE public.projection_counts;
SELECT reset_projection('p', :start) \g /dev/null
SELECT results_eq(
    'SELECT global_position, events_processed, events_parked, failures, last_error FROM list_projections() WHERE name = ''p''',
    format('VALUES (%s::bigint, 0::bigint, 0::bigint, 0::bigint, NULL::text)', :start), 'position, counts and parked events'
);
SELECT is((SELECT events FROM run_projection('p')), 3, 'it does all again');
SELECT is(pg_temp.counted('a'), 3, 'once');
SELECT pg_temp.raises('SELECT reset_projection(''p'', -1)', 'SE005', 'a negative position');
SELECT pg_temp.raises('SELECT reset_projection(''p'', 1000000000000)', 'SE005', 'one beyond the head');
UPDATE checkpoints SET epoch = gen_random_uuid() WHERE name = 'p';
SELECT reset_projection('p', :start) \g /dev/null
SELECT lives_ok('SELECT run_projection(''p'')', 'a checkpoint of another history is taken over');

SELECT * FROM finish();
ROLLBACK;
