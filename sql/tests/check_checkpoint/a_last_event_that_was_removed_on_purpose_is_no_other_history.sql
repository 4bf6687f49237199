-- Tried: with a note_removal that does nothing the first five turn red; with a missing event always taken for removed, the last two do.
\ir ../include.psql
SELECT plan(7);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT append_event('order', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT head_position() AS a \gset
SELECT append_event('order', 'b', 0, 'A', '1', p_event_id => pg_temp.id(2)) \g /dev/null
SELECT head_position() AS b \gset
SELECT append_event('order', 'c', 0, 'A', '1', p_event_id => pg_temp.id(3)) \g /dev/null
SELECT head_position() AS c \gset
SELECT save_checkpoint('before', :a, pg_temp.id(1)) \g /dev/null
SELECT truncate_stream('order', 'a', 2), scavenge(p_from_start => true), delete_stream_permanently('order', 'b', 1) \g /dev/null
SELECT lives_ok('SELECT load_checkpoint(''before'')', 'saved before it was scavenged');
SELECT save_checkpoint('after', :a, pg_temp.id(1)) \g /dev/null
SELECT lives_ok('SELECT load_checkpoint(''after'')', 'saved by a reader that had read it before');
SELECT lives_ok(format('SELECT check_checkpoint(''elsewhere'', %s, pg_temp.id(2), NULL)', :b), 'kept elsewhere, of a stream that was deleted for good');
SELECT is((SELECT count(*) FROM removals WHERE last_position = :b), 1::bigint, 'it is known up to where');
SELECT scavenge(p_from_start => true) \g /dev/null
SELECT is((SELECT count(*) FROM removals), 1::bigint, 'only the highest is kept');
SELECT pg_temp.raises(format('SELECT check_checkpoint(''p'', %s, pg_temp.id(4), NULL)', :c), 'SE010', 'above what was removed it is another history');
UPDATE removals SET last_position = :c;
SELECT pg_temp.raises(format('SELECT check_checkpoint(''p'', %s, pg_temp.id(4), NULL)', :c), 'SE010', 'and where another event is in its place');

SELECT * FROM finish();
ROLLBACK;
