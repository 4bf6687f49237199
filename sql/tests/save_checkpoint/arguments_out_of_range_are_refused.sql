\ir ../include.psql
SELECT plan(16);

SELECT pg_temp.raises(format('SELECT save_checkpoint(%s)', a), 'SE005', a)
FROM unnest(ARRAY['NULL, 0', ''''', 0', 'repeat(''x'', 256), 0', 'E''a\n'', 0', 'E''a\u0085'', 0', '''p'', NULL', '''p'', -1', '''p'', 0, NULL, -1', '''p'', 0, NULL, NULL',
    '''p'', 0, p_status => ''broken''', '''p'', 0, p_status => NULL', '''p'', 0, p_tenant => NULL', '''p'', 0, p_tenant => repeat(''x'', 256)', '''p'', 0, p_tenant => E''\n''']) AS a;
SELECT lives_ok($$ SELECT save_checkpoint(repeat('ä', 126) || ''';', 0) $$, 'a strange name of 254 bytes is a name');
SELECT pg_temp.fill('late', 2) AS head \gset
SELECT event_id AS before FROM read_stream('order', 'late', 1, 1) \gset
SELECT pg_temp.raises(format('SELECT save_checkpoint(''p'', %s, %L)', :head, :'before'), 'SE005', 'a last event at another position');

SELECT * FROM finish();
ROLLBACK;
