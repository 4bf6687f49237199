-- Tried: without removing the ids "an id may be used again" turns red, and so does verify_streams.
\ir ../include.psql
SELECT plan(15);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT head_position() AS start \gset
SELECT pg_temp.fill('h', 3), append_event('order', 'h', 3, 'A', '1', p_event_id => pg_temp.id(1)), pg_temp.fill('k', 2) \g /dev/null
SELECT pg_temp.land() \g /dev/null
SELECT stream_id AS old FROM streams WHERE aggregate_type = 'order' AND aggregate_id = 'h' AND tenant = '' \gset
SELECT set_stream_metadata('order', 'h', 3), scavenge(p_from_start => true) \g /dev/null
SELECT is((SELECT events_removed FROM delete_stream_permanently('order', 'h', 4)), 3::bigint, 'it says how many events went');
SELECT is((SELECT count(*) FROM events WHERE stream_id = :old), 0::bigint, 'no event is left');
SELECT is((SELECT count(*) FROM event_ids WHERE stream_id = :old), 0::bigint, 'no id');
SELECT is((SELECT count(*) FROM scavenged_streams WHERE stream_id = :old), 0::bigint, 'no trace of the scavenger');
SELECT is(stream_version('order', 'h'), 0::bigint, 'the stream is absent');
SELECT is_empty('SELECT FROM read_stream(''order'', ''h'')', 'and reads so');
SELECT is(array_agg(aggregate_id), ARRAY['k', 'k'], 'its neighbour stays') FROM read_all(:start);
SELECT is((SELECT stream_version FROM append_event('order', 'h', 0, 'A', '2', p_event_id => pg_temp.id(1))), 1::bigint, 'versions begin at 1 again; an id may be used again');
SELECT ok(global_position > :start + 6, 'positions do not') FROM read_stream('order', 'h');
SELECT is_empty('SELECT FROM verify()', 'the store is sound');
SELECT is_empty('SELECT FROM verify_streams()', 'and its counts');
SELECT delete_stream('order', 'h') \g /dev/null
SELECT is((SELECT events_removed FROM delete_stream_permanently('order', 'h', -1)), 1::bigint, 'one that is deleted softly, too');
SELECT pg_temp.raises('SELECT delete_stream_permanently(''order'', ''h'', -1)', 'SE018', 'once');
SELECT pg_temp.fill('h', 1) \g /dev/null
SELECT pg_temp.raises('SELECT delete_stream_permanently(''order'', ''h'', 0)', 'SE001', 'not as one that should be absent');
SELECT lives_ok('SELECT read_stream(''order'', ''h'')', 'and it is there still');

SELECT * FROM finish();
ROLLBACK;
