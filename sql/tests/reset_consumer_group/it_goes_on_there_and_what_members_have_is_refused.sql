\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(6);

SELECT head_position() AS start \gset
SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 3) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT pg_temp.park(:'m', 'a1') \g /dev/null
SELECT reset_consumer_group('g', :start) \g /dev/null
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a2'')', :'m'), 'SE028', 'refused');
SELECT is_empty('SELECT * FROM list_parked_consumer_group_events(''g'')', 'it will come again anyway');
SELECT is(pg_temp.fetch(:'m'), 'a1 a2 a3', 'from there');
SELECT pg_temp.raises('SELECT reset_consumer_group(''g'', head_position() + 1)', 'SE005', 'not beyond the head');
SELECT new_epoch() \g /dev/null
SELECT pg_temp.raises(format('SELECT fetch_consumer_group_events(%L)', :'m'), 'SE010', 'another history is refused');
SELECT reset_consumer_group('g', head_position()) \g /dev/null
SELECT is(pg_temp.fetch(:'m'), NULL, 'until it is reset');

SELECT * FROM finish();
ROLLBACK;
