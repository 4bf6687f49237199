\ir ../include.psql
SELECT plan(15);

CREATE FUNCTION pg_temp.named(p_type text, p_id text, p_event_type text DEFAULT 'A', p_tenant text DEFAULT '', p_extra text DEFAULT NULL)
RETURNS text LANGUAGE sql AS
$$ SELECT append_streams(ARRAY[p_type], ARRAY[p_id], '{-1}', '{1}', NULL, ARRAY[p_event_type], '{1}', p_correlation_ids => ARRAY[p_extra],
    p_causation_ids => ARRAY[p_extra], p_user_ids => ARRAY[p_extra], p_tenants => ARRAY[p_tenant])::text $$;
SELECT lives_ok($$ SELECT pg_temp.named(repeat('t', 255), repeat('i', 255), repeat('e', 255), repeat('n', 255), repeat('x', 255)) $$,
    '255 bytes each, all together');
SELECT lives_ok($$ SELECT pg_temp.named('order', repeat('ä', 127)) $$, '127 letters of two bytes');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', repeat('ä', 128)) $$, 'SE005', '128 letters of two bytes');
SELECT pg_temp.raises($$ SELECT pg_temp.named(repeat('t', 256), 'a') $$, 'SE005', 'aggregate type of 256 bytes');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', repeat('i', 256)) $$, 'SE005', 'aggregate id of 256 bytes');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', 'a', repeat('e', 256)) $$, 'SE005', 'event type of 256 bytes');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', 'a', 'A', repeat('n', 256)) $$, 'SE005', 'tenant of 256 bytes');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', 'a', 'A', '', repeat('x', 256)) $$, 'SE005', 'correlation id of 256 bytes');
SELECT pg_temp.raises($$ SELECT pg_temp.named('', 'a') $$, 'SE005', 'no aggregate type');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', '') $$, 'SE005', 'no aggregate id');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', 'a', '') $$, 'SE005', 'no event type');
SELECT pg_temp.raises($$ SELECT pg_temp.named(NULL, 'a') $$, 'SE005', 'null aggregate type');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', NULL) $$, 'SE005', 'null aggregate id');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', 'a', NULL) $$, 'SE005', 'null event type');
SELECT pg_temp.raises($$ SELECT pg_temp.named('order', 'a', 'A', NULL) $$, 'SE005', 'null tenant');

SELECT * FROM finish();
ROLLBACK;
