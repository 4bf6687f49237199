-- Tried: with the WHERE of its ON CONFLICT taken away the first two turn red.
\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.fill('a', 3) AS head \gset
SELECT save_checkpoint('p', :head, NULL, 9) \g /dev/null
SELECT pg_temp.raises(format('SELECT save_checkpoint(''p'', %s)', :head - 1), 'SE012', 'backwards');
SELECT is((SELECT global_position FROM load_checkpoint('p')), :head::bigint, 'it is where it was');
SELECT results_eq(
    'SELECT global_position, events_processed, status FROM save_checkpoint(''p'', 0, p_events_processed => 2, p_status => ''rebuilding'', p_allow_backwards => true)',
    'VALUES (0::bigint, 2::bigint, ''rebuilding'')', 'told: the count starts anew'
);

SELECT * FROM finish();
ROLLBACK;
