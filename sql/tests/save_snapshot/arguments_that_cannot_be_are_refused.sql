\ir ../include.psql
SELECT plan(15);

SELECT pg_temp.fill('a', 1) \g /dev/null
SELECT event_id AS id FROM read_stream('order', 'a') \gset
CREATE FUNCTION pg_temp.refused(p_rest text, p_code text DEFAULT 'SE005', p_start text DEFAULT NULL) RETURNS text LANGUAGE sql AS
$$ SELECT pg_temp.raises(format('SELECT save_snapshot(%s, %s)', coalesce(p_start, format($f$'order', 'a', 1, %L$f$, (SELECT event_id FROM read_stream('order', 'a')))), p_rest), p_code, p_rest) $$;
SELECT pg_temp.refused($$ '', 1, '1' $$);
SELECT pg_temp.refused($$ NULL, 1, '1' $$);
SELECT pg_temp.refused($$ E'a\n', 1, '1' $$);
SELECT pg_temp.refused($$ 'S', 0, '1' $$);
SELECT pg_temp.refused($$ 'S', 1 $$);
SELECT pg_temp.refused($$ 'S', 1, '1', '\x01', 'a/b' $$);
SELECT pg_temp.refused($$ 'S', 1, NULL, '\x01' $$);
SELECT pg_temp.refused($$ 'S', 1, '1', NULL, 'a/b' $$);
SELECT pg_temp.refused($$ 'S', 1, '1', p_encoding => 'gzip' $$);
SELECT pg_temp.refused($$ 'S', 1, NULL, '\x01', 'a/b', 'rar' $$);
SELECT pg_temp.refused($$ 'S', 1, '1', p_keep => 0 $$);
SELECT pg_temp.refused($$ 'S', 1, '1', p_tenant => NULL $$);
SELECT pg_temp.refused($$ 'S', 1, '1' $$, 'SE005', $$ 'order', 'a', 0, gen_random_uuid() $$);
SELECT pg_temp.refused($$ 'S', 1, '"\u0000"' $$, 'SE008');
SELECT change_setting('max_payload_bytes', '1024') \g /dev/null
SELECT pg_temp.refused($$ 'S', 1, to_json(repeat('x', 1024)) $$, 'SE006');

SELECT * FROM finish();
ROLLBACK;
