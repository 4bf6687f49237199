\ir ../include.psql
SELECT plan(32);

SELECT pg_temp.fill('b1', 3, p_tenant => 't'), pg_temp.fill('b2', 1, p_tenant => 't'), pg_temp.fill('a_%', 2, p_tenant => 't'), pg_temp.fill('x', 4, 'invoice', 't') \g /dev/null
CREATE FUNCTION pg_temp.listed(p_arguments text) RETURNS text LANGUAGE plpgsql AS
$$ DECLARE v text; BEGIN EXECUTE format('SELECT string_agg(s.aggregate_id, '','') FROM list_streams(%s, p_tenant => ''t'') AS s', p_arguments) INTO v; RETURN v; END $$;
SELECT is(pg_temp.listed(a), e, a) FROM (VALUES
    ('NULL', 'x,a_%,b1,b2'), ('''order''', 'a_%,b1,b2'), ('''order'', ''b''', 'b1,b2'), ('NULL, ''a_%''', 'a_%'), ('NULL, ''_''', NULL), ('''none''', NULL),
    ('p_order => ''version''', 'x,b1,a_%,b2'), ('p_order => ''updated''', 'x,a_%,b2,b1'), ('p_order => ''created''', 'x,a_%,b2,b1'), ('p_limit => 2', 'x,a_%'),
    ('p_after_type => ''order'', p_after_id => ''a_%''', 'b1,b2'), ('p_order => ''version'', p_after_type => ''order'', p_after_id => ''b1'', p_after_key => ''3''', 'a_%,b2'),
    ('p_order => ''version'', p_after_type => ''order'', p_after_id => ''none'', p_after_key => ''2''', 'a_%,b2')
) AS t (a, e);
SELECT is((SELECT version FROM list_streams('invoice', p_tenant => 't')), 4::bigint, 'with the version');
SELECT pg_temp.raises(format('SELECT list_streams(%s)', a), 'SE005', a) FROM unnest(ARRAY['p_order => ''size''', 'p_order => NULL', 'p_after_id => ''x''', 'p_after_type => ''x''', 'p_limit => 100001',
    'p_after_tenant => ''t''', 'p_tenant => NULL, p_after_type => ''order'', p_after_id => ''b1''']) AS a;
SELECT pg_temp.raises(format('SELECT list_streams(p_tenant => ''t'', p_order => %L, p_after_key => %L%s)', o, k, a), 'SE005', concat_ws(' ', o, k, a))
FROM (VALUES
    ('name', 'x', ''), ('name', '2', ', p_after_type => ''order'', p_after_id => ''b1'''), ('version', '2', ''), ('updated', '2026-01-31T12:00:00Z', '')
) AS t (o, k, a);
SELECT pg_temp.raises(format('SELECT list_streams(p_tenant => ''t'', p_order => %L, p_after_key => %L, p_after_type => ''order'', p_after_id => ''b1'')', o, k), 'SE005', concat_ws(' ', o, k))
FROM (VALUES
    ('version', NULL), ('updated', NULL), ('version', '2026-01-31T12:00:00Z'), ('version', '99999999999999999999'), ('updated', '2'), ('created', ''),
    ('updated', '2026-13-01')
) AS t (o, k);

SELECT * FROM finish();
ROLLBACK;
