\ir ../../../sql/tests/include.psql
SELECT plan(11);

SELECT pg_temp.raises(format('SELECT create_partitions(%s)', a), 'SE005', a)
FROM unnest(ARRAY['NULL, now()', 'now(), NULL', '''infinity'', ''infinity''', '''-infinity'', now()', 'now(), ''infinity''', '''1985-02-01'', ''1985-01-01''',
    '''1969-12-31 23:59+00'', ''1985-01-01''', '''0001-01-01 BC'', ''1985-01-01''', '''2000-01-01 00:00+00'', ''2100-01-01 00:00+00''', '''9999-01-01 00:00:01+00'', ''9999-01-02''']) AS a;
SELECT lives_ok('SELECT create_partitions(''9998-12-01 00:00+00'', ''9998-12-01 00:00+00'')', 'far ahead is allowed to a DBA');

SELECT * FROM finish();
ROLLBACK;
