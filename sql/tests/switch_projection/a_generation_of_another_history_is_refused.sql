\ir ../projections.psql
SELECT plan(1);

SELECT create_sql_projection('p', 'public.count_events', p_start_position => :start), begin_projection_rebuild('p') \g /dev/null
SELECT run_projection('p', 100000, 2) \g /dev/null
UPDATE checkpoints SET epoch = gen_random_uuid() WHERE name = 'p@2';
SELECT pg_temp.raises('SELECT switch_projection(''p'', 2)', 'SE010', 'it is not put in use');

SELECT * FROM finish();
ROLLBACK;
