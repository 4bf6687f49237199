\ir ../include.psql
SELECT plan(6);

SELECT pg_temp.raises(format('SELECT read_stream(''order'', ''a'', %s)', a), 'SE005', a)
FROM unnest(ARRAY['-1', 'p_limit => 0', 'p_limit => -1', 'p_limit => 100001', 'p_limit => NULL']) AS a;
SELECT lives_ok('SELECT read_stream(''order'', ''a'', p_limit => 100000)', '100,000 is the most');

SELECT * FROM finish();
ROLLBACK;
