-- The last two: concat_ws leaves nulls out, and a 0x1F elsewhere once made up for it (then 23502, a bare not-null violation).
\ir ../include.psql
SELECT plan(18);

CREATE FUNCTION pg_temp.named(p_type text, p_id text, p_event_type text DEFAULT 'A', p_tenant text DEFAULT '', p_user text DEFAULT NULL)
RETURNS text LANGUAGE sql AS
$$ SELECT append_streams(ARRAY[p_type], ARRAY[p_id], '{-1}', '{1}', NULL, ARRAY[p_event_type], '{1}', p_user_ids => ARRAY[p_user],
    p_tenants => ARRAY[p_tenant])::text $$;
SELECT pg_temp.raises(format('SELECT pg_temp.named(%L, ''a'')', 'o' || chr(c)), 'SE005', 'aggregate type with ' || c)
FROM unnest('{1,9,10,13,31,127,128,133,159}'::integer[]) AS c;
SELECT pg_temp.raises(format('SELECT pg_temp.named(''order'', %L)', chr(31) || 'a'), 'SE005', 'aggregate id');
SELECT pg_temp.raises(format('SELECT pg_temp.named(''order'', ''a'', %L)', chr(30)), 'SE005', 'event type');
SELECT pg_temp.raises(format('SELECT pg_temp.named(''order'', ''a'', ''A'', %L)', chr(10)), 'SE005', 'tenant');
SELECT pg_temp.raises(format('SELECT pg_temp.named(''order'', ''a'', ''A'', '''', %L)', chr(30)), 'SE005', 'user id');
SELECT pg_temp.raises(format('SELECT pg_temp.named(%L, NULL)', 'a' || chr(31) || 'b'), 'SE005', 'a null id beside a separator');
SELECT pg_temp.raises(format('SELECT pg_temp.named(NULL, %L)', 'a' || chr(31) || 'b'), 'SE005', 'a null type beside a separator');

SELECT pg_temp.raises(format('SELECT pg_temp.named(''order'', %L)', 'a' || chr(133)), 'SE005', 'aggregate id with 133');
SELECT pg_temp.raises(format('SELECT pg_temp.named(''order'', ''a'', %L)', chr(133)), 'SE005', 'event type with 133');
SELECT lives_ok(format('SELECT pg_temp.named(%L, ''a'')', 'o' || chr(160) || chr(8232) || chr(8233)), 'separators of words, lines and paragraphs are none');

SELECT * FROM finish();
ROLLBACK;
