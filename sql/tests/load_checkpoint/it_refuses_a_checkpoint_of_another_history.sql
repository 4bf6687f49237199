-- Tried: with check_checkpoint asking only whether the last event is elsewhere, "not stored at all" turns red.
\ir ../include.psql
SELECT plan(6);

SELECT append_event('order', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT head_position() AS head \gset
SELECT save_checkpoint('good', :head, pg_temp.id(1)), save_checkpoint('elsewhere', :head - 1), save_checkpoint('lost', :head), save_checkpoint('beyond', :head) \g /dev/null
UPDATE checkpoints SET global_position = :head + 1 WHERE name = 'beyond';
UPDATE checkpoints SET last_event_id = pg_temp.id(1) WHERE name = 'elsewhere';
UPDATE checkpoints SET last_event_id = pg_temp.id(2) WHERE name = 'lost';
SELECT lives_ok('SELECT load_checkpoint(''good'')', 'the last event is where it was');
SELECT pg_temp.raises('SELECT load_checkpoint(''elsewhere'')', 'SE010', 'the last event is stored at another position');
SELECT pg_temp.raises('SELECT load_checkpoint(''lost'')', 'SE010', 'the last event is not stored at all');
SELECT pg_temp.raises('SELECT load_checkpoint(''beyond'')', 'SE011', 'beyond the head');
SELECT is((SELECT count(*) FROM load_checkpoint('beyond', p_check => false)), 1::bigint, 'returned without the check');
SELECT new_epoch() \g /dev/null
SELECT pg_temp.raises('SELECT load_checkpoint(''good'')', 'SE010', 'another epoch');

SELECT * FROM finish();
ROLLBACK;
