\ir ../include.psql
SELECT plan(16);

SELECT pg_temp.raises(format('SELECT change_setting(%s)', a), 'SE005', a)
FROM unnest(ARRAY['''nothing'', ''1''', '''epoch'', ''1''', '''only_row'', ''t''', 'NULL, ''1''', '''store; DROP TABLE store'', ''1''',
    '''max_events_per_append'', ''0''', '''max_events_per_append'', ''100001''', '''max_events_per_append'', ''1e3''', '''max_events_per_append'', NULL',
    '''max_payload_bytes'', ''1023''', '''bell_interval_milliseconds'', ''-2''', '''bell_interval_milliseconds'', ''60001''', '''max_future_seconds'', ''0''',
    '''earliest_timestamp'', ''infinity''', '''earliest_timestamp'', ''x''', '''earliest_timestamp'', ''0001-01-01 00:00 BC''']) AS a;

SELECT * FROM finish();
ROLLBACK;
