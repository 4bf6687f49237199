\ir ../projections.psql
SELECT plan(4);

CREATE TABLE public.later (id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION public.misbehave(p_events recorded_event[], p_generation integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    IF p_events[1].event_type = 'Asserting' THEN ASSERT false, 'not so'; END IF;
    INSERT INTO public.later VALUES (1), (1);
END
$$;
SELECT create_sql_projection(
    t, 'public.misbehave', p_event_types => ARRAY[t], p_start_position => :start, p_max_attempts => 1
) FROM unnest(ARRAY['Asserting', 'Deferring']) AS t \g /dev/null
SELECT pg_temp.fill('a', 1, p_event_type => 'Asserting'), pg_temp.fill('a', 1, p_event_type => 'Deferring') \g /dev/null
SELECT is((SELECT status FROM run_projection('Asserting')), 'failed', 'an assertion');
SELECT matches((SELECT error FROM list_projections() WHERE name = 'Asserting'), 'P0004', 'is named');
SELECT is((SELECT status FROM run_projection('Deferring')), 'failed', 'a constraint that is checked later');
SELECT matches((SELECT error FROM list_projections() WHERE name = 'Deferring'), '23505', 'is named');

SELECT * FROM finish();
ROLLBACK;
