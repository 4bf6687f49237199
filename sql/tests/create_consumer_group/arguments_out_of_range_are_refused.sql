\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(9);

SELECT ok(pg_temp.group_of('g'), 'made');
SELECT ok(NOT pg_temp.group_of('g'), 'is there');
SELECT pg_temp.raises('SELECT create_consumer_group('''')', 'SE005', 'no name');
SELECT pg_temp.raises('SELECT create_consumer_group(''x'', p_slots => 3)', 'SE005', 'slots that are no power of two');
SELECT pg_temp.raises('SELECT create_consumer_group(''x'', p_lease => ''1 millisecond'')', 'SE005', 'a lease too short');
SELECT pg_temp.raises('SELECT create_consumer_group(''x'', p_position => head_position() + 1)', 'SE005', 'beyond the head');
SELECT pg_temp.raises('SELECT create_consumer_group(''x'', p_max_unacknowledged => 0)', 'SE005', 'nothing at a time');
SELECT pg_temp.raises('SELECT join_consumer_group(''g'', '''')', 'SE005', 'a member without a name');
SELECT pg_temp.raises(format('SELECT fetch_consumer_group_events(%L, 0)', pg_temp.enter('g', 'm')), 'SE005', 'no events');

SELECT * FROM finish();
ROLLBACK;
