-- The append has happened, whatever became of the stream since. Once its events are removed nothing tells a repetition.
\ir ../include.psql
SELECT plan(5);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT append_event('order', 'd', 0, 'A', '1', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT delete_stream('order', 'd') \g /dev/null
SELECT ok(already_stored AND stream_version = 1, 'while the events are there') FROM append_event('order', 'd', 0, 'A', '1', p_event_id => pg_temp.id(1));
SELECT pg_temp.raises('SELECT append_event(''order'', ''d'', 1, ''A'', ''2'', p_event_id => pg_temp.id(1))', 'SE017', 'other content is no repetition');
SELECT truncate_stream('order', 'd', 2) \g /dev/null
SELECT reopen_stream('order', 'd') \g /dev/null
SELECT ok(already_stored, 'truncated, the same') FROM append_event('order', 'd', 0, 'A', '1', p_event_id => pg_temp.id(1));
SELECT scavenge(p_from_start => true) \g /dev/null
SELECT pg_temp.raises('SELECT append_event(''order'', ''d'', 0, ''A'', ''1'', p_event_id => pg_temp.id(1))', 'SE001', 'then it is a new append');
SELECT ok(NOT already_stored AND stream_version = 2, 'which is stored where it fits') FROM append_event('order', 'd', 1, 'A', '1', p_event_id => pg_temp.id(1));

SELECT * FROM finish();
ROLLBACK;
