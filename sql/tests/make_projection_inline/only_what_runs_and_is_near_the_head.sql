\ir ../projections.psql
SELECT plan(5);

SELECT create_sql_projection('p', 'public.count_events', p_start_position => :start) \g /dev/null
SELECT pg_temp.fill('a', 30) \g /dev/null
SELECT pg_temp.raises('SELECT make_projection_inline(''p'', 10)', 'SE026', 'one that is far behind is refused');
SELECT pause_projection('p') \g /dev/null
SELECT pg_temp.raises('SELECT make_projection_inline(''p'')', 'SE026', 'so is one that does not run');
SELECT resume_projection('p'), begin_projection_rebuild('p') \g /dev/null
SELECT pg_temp.raises('SELECT make_projection_inline(''p'')', 'SE026', 'and one that is being rebuilt');
SELECT abandon_projection_rebuild('p'), create_projection('client') \g /dev/null
SELECT pg_temp.raises('SELECT make_projection_inline(''client'')', 'SE026', 'and a client''s');
SELECT append_event('order', 'b', -1, 'Bad', '{}') \g /dev/null
SELECT pg_temp.raises('SELECT make_projection_inline(''p'')', 'SE026', 'and one that fails');

SELECT * FROM finish();
ROLLBACK;
