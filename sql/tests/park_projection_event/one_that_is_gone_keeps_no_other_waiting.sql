\ir ../projections.psql
SELECT plan(2);

SELECT create_projection('p', p_start_position => :start) \g /dev/null
SELECT pg_temp.fill('gone', 1) AS gone, pg_temp.fill('stays', 1) AS stays \gset
SELECT event_id AS id FROM events WHERE global_position = :gone \gset
SELECT park_projection_event('p', 1, :gone, 'no'), park_projection_event('p', 1, :stays, 'no') \g /dev/null
SELECT delete_stream_permanently('order', 'gone', -1) \g /dev/null
SELECT append_event('order', 'other', -1, 'Happened', '{}', p_event_id => :'id') \g /dev/null
SELECT replay_parked_projection_events('p') \g /dev/null
SELECT is((SELECT global_position FROM begin_parked_projection_event('p', 1)), :stays::bigint, 'the next one comes');
SELECT is((SELECT count(*) FROM list_parked_projection_events('p')), 1::bigint, 'the one that is gone is parked no more');

SELECT * FROM finish();
ROLLBACK;
