\ir ../projections.psql
SELECT plan(6);

SELECT pg_temp.raises('SELECT create_sql_projection(''p'', ''public.nothing'')', 'SE023', 'a function that there is none of');
SELECT pg_temp.raises('SELECT create_sql_projection(''p'', NULL)', 'SE023', 'no function');
SELECT pg_temp.raises('SELECT create_sql_projection(''p'', ''public.count_events'', p_on_failure => ''x'')', 'SE005', 'another policy');
SELECT pg_temp.raises('SELECT create_sql_projection(''p'', ''public.count_events'', p_max_attempts => 0)', 'SE005', 'no attempt');
SELECT pg_temp.raises('SELECT create_sql_projection(''p'', ''public.count_events'', p_retry_milliseconds => -1)', 'SE005', 'a delay back');
SELECT create_projection('p') \g /dev/null
SELECT pg_temp.raises('SELECT create_sql_projection(''p'', ''public.count_events'')', 'SE026', 'a name that is taken');

SELECT * FROM finish();
ROLLBACK;
