-- Tried: with an id at another position always taken for another history, "kept elsewhere" and "saved again" turn red; with a
-- higher position taken for a removal whatever removals says, the last three do.
\ir ../include.psql
SELECT plan(7);

SELECT append_event('order', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT head_position() AS a \gset
SELECT append_event('order', 'b', 0, 'A', '1', p_event_id => pg_temp.id(2)) \g /dev/null
SELECT head_position() AS b \gset
SELECT save_checkpoint('p', :a, pg_temp.id(1)) \g /dev/null
SELECT delete_stream_permanently('order', 'a', 1) \g /dev/null
SELECT append_event('order', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT head_position() AS again \gset
SELECT lives_ok('SELECT load_checkpoint(''p'')', 'kept elsewhere');
SELECT lives_ok(format('SELECT save_checkpoint(''p'', %s, pg_temp.id(1))', :a), 'saved again');
SELECT lives_ok(format('SELECT save_checkpoint(''q'', %s, pg_temp.id(1))', :again), 'and where it is now');
SELECT pg_temp.raises(format('SELECT check_checkpoint(''p'', %s, pg_temp.id(2), NULL)', :again), 'SE010', 'at a lower position it is no later use');
SELECT pg_temp.raises(format('SELECT save_checkpoint(''r'', %s, pg_temp.id(1))', :b), 'SE005', 'nor where another event is in its place');
DELETE FROM removals;
SELECT pg_temp.raises('SELECT load_checkpoint(''p'')', 'SE010', 'nor where nothing was removed');
SELECT pg_temp.raises(format('SELECT save_checkpoint(''r'', %s, pg_temp.id(1))', :a), 'SE005', 'for a new checkpoint too');

SELECT * FROM finish();
ROLLBACK;
