\ir ../projections.psql
SELECT plan(6);

CREATE ROLE es_test_stranger;
CREATE SCHEMA strange;
CREATE FUNCTION strange.handle(p_events recorded_event[], p_generation integer) RETURNS void LANGUAGE sql AS 'SELECT';
SELECT lives_ok('SELECT create_sql_projection(''p'', ''strange.handle'')', 'one that belongs to a superuser');
ALTER FUNCTION strange.handle(recorded_event[], integer) OWNER TO es_test_stranger;
SELECT pg_temp.raises('SELECT create_sql_projection(''q'', ''strange.handle'')', 'SE023', 'one of a stranger is refused');
SELECT pg_temp.raises('SELECT run_projection(''p'')', 'SE023', 'also when it was given away later');
SELECT pg_temp.raises(format('SELECT create_sql_projection(''q'', %L)', f), 'SE023', format('%s is no name', f))
FROM unnest(ARRAY['a.b.c', 'strange.handle(int), x', 'strange."handle']) AS f;

SELECT * FROM finish();
ROLLBACK;
