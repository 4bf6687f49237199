\ir ../projections.psql
SELECT plan(19);

SELECT create_sql_projection('p', 'public.count_events', p_event_types => ARRAY['Happened', 'Bad'], p_start_position => :start) \g /dev/null
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT lives_ok('SELECT make_projection_inline(''p'')', 'made inline');
SELECT is(pg_temp.counted('a'), 3, 'what was left is done');
SELECT pg_temp.fill('a', 2) \g /dev/null
SELECT is(pg_temp.counted('a'), 5, 'an append does its own events');
SELECT append_event('order', 'a', -1, 'Happened', '{}') \g /dev/null
SELECT is(pg_temp.counted('a'), 6, 'so does the quick form');
SELECT append_event('order', 'a', -1, 'Other', '{}') \g /dev/null
SELECT is(pg_temp.counted('a'), 6, 'the filter holds');
SELECT is(pg_temp.raised($$SELECT append_event('order', 'z', -1, 'Bad', '{}')$$) ->> 'message' ~ 'bad event', true, 'an append that the function fails for is refused');
SELECT is(stream_version('order', 'z'), 0::bigint, 'whole');
SELECT results_eq('SELECT kind, lag FROM list_projections() WHERE name = ''p''', $$VALUES ('inline', 0::bigint)$$, 'it is never behind');
SELECT is((SELECT c.global_position FROM load_checkpoint('p') AS c), head_position(), 'nor is its checkpoint');
SELECT ok(wait_for_checkpoint('p', head_position(), '0'), 'so nobody waits for it');
SELECT is((SELECT events FROM run_projection('p')), 0, 'run_projection() has nothing to do');
SELECT lives_ok('SELECT make_projection_inline(''p'')', 'made inline again nothing changes');
SELECT pg_temp.raises('SELECT pause_projection(''p'')', 'SE026', 'it cannot be paused');
SELECT pg_temp.raises('SELECT reset_projection(''p'')', 'SE026', 'nor reset');
SELECT pg_temp.raises('SELECT drop_projection(''p'')', 'SE026', 'nor dropped');
SELECT pg_temp.raises('SELECT begin_projection_rebuild(''p'')', 'SE026', 'nor rebuilt');
SELECT lives_ok('SELECT make_projection_asynchronous(''p'')', 'made asynchronous');
SELECT pg_temp.fill('a', 1) \g /dev/null
SELECT is((SELECT events FROM run_projection('p')), 1, 'it goes on where the appends left off');
SELECT is(pg_temp.counted('a'), 7, 'and each event was counted once');

SELECT * FROM finish();
ROLLBACK;
