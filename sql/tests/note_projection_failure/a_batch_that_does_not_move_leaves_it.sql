\ir ../projections.psql
SELECT plan(3);

SELECT create_projection('p', p_start_position => :start), note_projection_failure('p', 1, :start, :start + 1, 'no', '1 hour') \g /dev/null
SELECT begin_projection_batch('p', 1, :start), complete_projection_batch('p', 1, :start) \g /dev/null
SELECT results_eq(
    'SELECT attempts, error, available_at > now() FROM list_projections() WHERE name = ''p''',
    $$VALUES (1, 'no', true)$$, 'attempts, error and delay stay'
);
SELECT pg_temp.fill('a', 1) AS head \gset
SELECT complete_projection_batch('p', 1, :head) \g /dev/null
SELECT results_eq('SELECT attempts, error FROM list_projections() WHERE name = ''p''', 'VALUES (0, NULL::text)', 'until it moves');
SELECT pg_temp.raises('SELECT complete_projection_batch(''p'', 1, 1000000000)', 'SE005', 'not beyond the head');

SELECT * FROM finish();
ROLLBACK;
