\ir ../include.psql
SELECT plan(11);

SELECT pg_temp.raises(format('SELECT read_all(%s)', a), 'SE005', a)
FROM unnest(ARRAY['-1', 'p_until => -1', 'p_limit => 0', 'p_limit => -5', 'p_limit => 100001', 'p_limit => NULL']) AS a;
SELECT pg_temp.raises('SELECT read_correlation(''c'', -1)', 'SE005', 'read_correlation');
SELECT pg_temp.raises('SELECT read_event_type(''c'', p_limit => 0)', 'SE005', 'read_event_type');
SELECT pg_temp.raises('SELECT read_aggregate_type(''c'', -1)', 'SE005', 'read_aggregate_type');
SELECT pg_temp.raises('SELECT verify(-1)', 'SE005', 'verify');
SELECT pg_temp.raises('SELECT list_streams(p_limit => 0)', 'SE005', 'list_streams');

SELECT * FROM finish();
ROLLBACK;
