\ir ../projections.psql
SELECT plan(9);

SELECT create_sql_projection('counts', 'public.count_events', p_start_position => :start) \g /dev/null
SELECT pg_temp.fill('a', 5) AS head \gset
SELECT results_eq(
    'SELECT events, failed, status FROM run_projection(''counts'', 2)', $$VALUES (2, 0, 'running')$$, 'a batch as large as the limit'
);
SELECT is((SELECT lag FROM run_projection('counts', 2)), 1::bigint, 'the lag is what is left');
SELECT is((SELECT events FROM run_projection('counts', 2)), 1, 'the rest');
SELECT is((SELECT events FROM run_projection('counts', 2)), 0, 'nothing more');
SELECT is(pg_temp.counted('a'), 5, 'each event was counted once');
SELECT is((SELECT global_position FROM load_checkpoint('counts')), :head::bigint, 'its checkpoint is at the head');
SELECT is((SELECT events_processed FROM list_projections() WHERE name = 'counts'), 5::bigint, 'all are counted as processed');
SELECT pg_temp.fill('b', 3) \g /dev/null
SELECT is((SELECT events FROM run_projection('counts')), 3, 'later ones follow');
SELECT is((SELECT lag FROM list_projections() WHERE name = 'counts'), 0::bigint, 'then it is at the head');

SELECT * FROM finish();
ROLLBACK;
