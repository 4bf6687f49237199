\ir ../projections.psql
SELECT plan(24);

SELECT create_sql_projection(
    p, 'public.count_events', p_start_position => :start, p_on_failure => p, p_max_attempts => 2, p_retry_milliseconds => 0
) FROM unnest(ARRAY['stop', 'skip', 'park']) AS p \g /dev/null
SELECT pg_temp.fill('a', 3), pg_temp.fill('bad', 1, p_event_type => 'Bad') AS bad, pg_temp.fill('c', 2) AS head \gset

SELECT results_eq(
    'SELECT events, failed, global_position, status FROM run_projection(''stop'')',
    format($$VALUES (3, 1, %s::bigint, 'running')$$, :bad - 1), 'what was done before the bad one is kept'
);
SELECT is(pg_temp.counted('a'), 3, 'and done');
SELECT is(pg_temp.counted('bad'), NULL, 'of the bad one nothing stays');
SELECT is((SELECT last_error_position FROM list_projections() WHERE name = 'stop'), :bad::bigint, 'it is named');
SELECT matches((SELECT error FROM list_projections() WHERE name = 'stop'), 'P0001: bad event', 'so is the error');
SELECT is((SELECT attempts FROM list_projections() WHERE name = 'stop'), 1, 'and the attempt');
SELECT is((SELECT status FROM run_projection('stop')), 'failed', 'the second attempt is the last');
SELECT is((SELECT failed FROM run_projection('stop')), 0, 'then it does nothing');
SELECT is(pg_temp.counted('c'), NULL, 'nor anything behind');
SELECT is(resume_projection('stop', p_skip => true), :bad::bigint, 'resumed behind the bad one');
SELECT is((SELECT events FROM run_projection('stop')), 2, 'it does the rest');
SELECT is((SELECT events_skipped FROM list_projections() WHERE name = 'stop'), 1::bigint, 'and counts the one as skipped');

TRUNCATE public.projection_counts;
SELECT is((SELECT events FROM run_projection('skip')), 3, 'skip: those before');
SELECT is((SELECT global_position FROM run_projection('skip')), :bad::bigint, 'the second failure passes over it');
SELECT is((SELECT events FROM run_projection('skip')), 2, 'those behind');
SELECT results_eq(
    'SELECT status, events_skipped, events_parked, failures, attempts FROM list_projections() WHERE name = ''skip''',
    $$VALUES ('running', 1::bigint, 0::bigint, 2::bigint, 0)$$, 'counted'
);

TRUNCATE public.projection_counts;
SELECT run_projection('park'), run_projection('park'), run_projection('park') \g /dev/null
SELECT results_eq(
    'SELECT global_position, attempts, replay_requested_at IS NULL FROM list_parked_projection_events(''park'')',
    format('VALUES (%s::bigint, 2, true)', :bad), 'park: set aside'
);
SELECT is(pg_temp.counted('c'), 2, 'it goes on');
SELECT is((SELECT events_parked FROM list_projections() WHERE name = 'park'), 1::bigint, 'the list shows it');
SELECT is(replay_parked_projection_events('park', ARRAY[:bad]), 1::bigint, 'a replay is asked for');
SELECT is((SELECT failed FROM run_projection('park')), 1, 'it fails again');
SELECT is((SELECT attempts FROM list_parked_projection_events('park')), 3, 'and stays parked, with one attempt more');
SET LOCAL test.mended = 'yes';
SELECT replay_parked_projection_events('park'), run_projection('park') \g /dev/null
SELECT is(pg_temp.counted('bad'), 1, 'mended, the replay does it');
SELECT is_empty('SELECT * FROM list_parked_projection_events(''park'')', 'and it is parked no more');

SELECT * FROM finish();
ROLLBACK;
