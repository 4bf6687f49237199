\ir ../projections.psql
SELECT plan(14);

SELECT create_projection('p', p_start_position => :start) \g /dev/null
SELECT pg_temp.fill('a', 3) AS head \gset
SELECT is(note_projection_failure('p', 1, :start, :start + 1, 'no', '1 hour'), 1, 'a failure is noted');
SELECT is(note_projection_failure('p', 1, :start, :start + 1, 'no'), 2, 'and another');
SELECT is(note_projection_failure('p', 1, :start + 1, :start + 2, 'no'), 0, 'not where the projection is not');
SELECT begin_projection_batch('p', 1, :start), park_projection_event('p', 1, :start + 1, 'no', 2),
    complete_projection_batch('p', 1, :start + 1) \g /dev/null
SELECT results_eq(
    'SELECT global_position, attempts, error FROM list_parked_projection_events(''p'')',
    format('VALUES (%s::bigint, 2, ''no'')', :start + 1), 'parked'
);
SELECT is((SELECT attempts FROM list_projections() WHERE name = 'p'), 0, 'the next event has no failures');
SELECT is_empty('SELECT * FROM begin_parked_projection_event(''p'', 1)', 'nobody asked for it');
SELECT replay_parked_projection_events('p') \g /dev/null
SELECT is((SELECT global_position FROM begin_parked_projection_event('p', 1)), :start + 1::bigint, 'asked for it comes');
SELECT settle_parked_projection_event('p', 1, :start + 1, 'again') \g /dev/null
SELECT is_empty('SELECT * FROM begin_parked_projection_event(''p'', 1)', 'failed again it waits for the next replay');
SELECT replay_parked_projection_events('p', ARRAY[:start + 1]), settle_parked_projection_event('p', 1, :start + 1) \g /dev/null
SELECT is((SELECT events_parked FROM list_projections() WHERE name = 'p'), 0::bigint, 'done it is parked no more');
SELECT pg_temp.raises(format('SELECT settle_parked_projection_event(''p'', 1, %s)', :start + 1), 'SE005', 'and is not settled twice');
SELECT pg_temp.raises('SELECT park_projection_event(''p'', 1, 0, ''no'')', 'SE005', 'no event is not parked');
SELECT park_projection_event('p', 1, :start + 2, 'no') \g /dev/null
SELECT is(replay_parked_projection_events('p', p_discard => true), 1::bigint, 'given up');
SELECT is_empty('SELECT * FROM list_parked_projection_events(''p'')', 'it is gone');
SELECT is(note_projection_failure('p', 1, :start + 1, :start + 2, 'bad', p_stop => true), 1, 'a failure that stops');

SELECT * FROM finish();
ROLLBACK;
