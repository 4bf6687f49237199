\ir ../projections.psql
SELECT plan(14);

SELECT pg_temp.raises(format('SELECT create_projection(%L)', n), 'SE005', format('%L is no name', n))
FROM unnest(ARRAY['', 'a@2', E'a\nb', repeat('a', 241)]) AS n;
SELECT pg_temp.raises('SELECT create_projection(NULL)', 'SE005', 'nor is null');
SELECT pg_temp.raises('SELECT create_projection(''p'', p_tenant => NULL)', 'SE005', 'a tenant is part of it');
SELECT pg_temp.raises('SELECT create_projection(''p'', p_start_position => -1)', 'SE005', 'a position is not negative');
SELECT pg_temp.raises('SELECT create_projection(''p'', p_start_position => 1000000000000)', 'SE011', 'nor beyond the head');
SELECT save_checkpoint('old', :start) \g /dev/null
SELECT create_projection('old') \g /dev/null
SELECT is((SELECT global_position FROM list_projections() WHERE name = 'old'), :start::bigint, 'a checkpoint that is there is kept');
SELECT create_projection('p', p_start_position => 0), create_projection('p', p_tenant => 'acme') \g /dev/null
SELECT is((SELECT count(*) FROM list_projections() WHERE name = 'p'), 2::bigint, 'each tenant has its own');
SELECT results_eq(
    $$SELECT tenant COLLATE "default", name COLLATE "default" FROM list_projections(p_name => 'p')$$, $$VALUES ('', 'p'), ('acme', 'p')$$,
    'and is listed by its name'
);
SELECT create_projection('p', ARRAY['order'], ARRAY['Happened']) \g /dev/null
SELECT results_eq(
    'SELECT aggregate_types, event_types FROM list_projections('''') WHERE name = ''p''',
    $$VALUES (ARRAY['order'], ARRAY['Happened'])$$, 'the filter in force is shown'
);
SELECT create_sql_projection('sql', 'public.count_events') \g /dev/null
SELECT pg_temp.raises('SELECT create_projection(''sql'')', 'SE026', 'a function''s is no client''s');
SELECT ok(drop_projection('p') AND NOT drop_projection('p'), 'dropped once');

SELECT * FROM finish();
ROLLBACK;
