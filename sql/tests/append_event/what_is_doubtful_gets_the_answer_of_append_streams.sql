-- Tried: metadata with 1e999999 was stored before its exponents were looked at.
\ir ../include.psql
SELECT plan(31);

CREATE FUNCTION pg_temp.one(p_sql text, p_code text) RETURNS text LANGUAGE sql AS
$$ SELECT pg_temp.raises('SELECT append_event(' || p_sql || ')', p_code, left(p_sql, 60)) $$;
SELECT pg_temp.one($$'order', 'a', -3, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', NULL, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'', 'a', -1, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'order', NULL, -1, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, NULL, '1'$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, 'A', NULL$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_schema_version => 0$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, E'A\x1f', '1'$$, 'SE005');
SELECT pg_temp.one($$E'or\x1fder', 'a', -1, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'order', E'a\x1fb', -1, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'order', E'a\u0085', -1, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_tenant => E'\x1f'$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_user_id => E'\n'$$, 'SE005');
SELECT pg_temp.one($$'order', repeat('i', 256), -1, 'A', '1'$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_tenant => repeat('i', 256)$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_tenant => NULL$$, 'SE005');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '"\u0000"'$$, 'SE008');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1e999999'$$, 'SE008');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', '{"a": 1e999999}'$$, 'SE008');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', '{"a": "\u0000"}'$$, 'SE008');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', '[]'$$, 'SE008');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', 'null'$$, 'SE008');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_timestamp => 'infinity'$$, 'SE004');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_timestamp => '-infinity'$$, 'SE004');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_timestamp => '9999-01-01'$$, 'SE004');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_timestamp => '0001-01-01'$$, 'SE004');
SELECT pg_temp.one($$'order', 'a', -1, 'A', '1', p_timestamp => '1985-01-01'$$, 'SE003');
SELECT is(stream_version('order', 'a'), 0::bigint, 'nothing was stored');
SELECT lives_ok($$ SELECT append_event(repeat('t', 255), repeat('i', 255), -1, repeat('e', 255), '1', ' {"a": "\ud83d\ude00"}', NULL, NULL,
    repeat('c', 255), repeat('c', 255), repeat('c', 255), 1, repeat('n', 255)) $$, 'what is long but right is stored');
SELECT lives_ok($$ SELECT append_event('order', 'a', -1, 'A', to_json(repeat('x', 100000))) $$, 'so are 100,000 bytes');
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'and the store is sound');

SELECT * FROM finish();
ROLLBACK;
