\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(5);

SELECT pg_temp.group_of('g') \g /dev/null
SELECT pg_temp.give('a', 4) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT pg_temp.fetch(:'m', 3) \g /dev/null
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a2'')', :'m'), 'SE005', 'not past one');
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a1'', ''a3'')', :'m'), 'SE005', 'not over one');
SELECT pg_temp.raises(format('SELECT acknowledge_consumer_group_events(%L, ARRAY[1::bigint], ARRAY[1::bigint], ''{}'')', :'m'), 'SE005', 'arrays that fit');
SELECT pg_temp.raises(format('SELECT acknowledge_consumer_group_events(%L, ARRAY[stream_id], ARRAY[token], ARRAY[4::bigint]) FROM pg_temp.given LIMIT 1', :'m'), 'SE028', 'not what was never given');
SELECT is(pg_temp.ack(:'m', 'a1', 'a2', 'a3'), 3::bigint, 'all in order');

SELECT * FROM finish();
ROLLBACK;
