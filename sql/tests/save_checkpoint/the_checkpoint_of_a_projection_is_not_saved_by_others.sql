\ir ../projections.psql
SELECT plan(4);

SELECT create_projection('p', p_start_position => :start), pause_projection('p'), begin_projection_rebuild('p') \g /dev/null
SELECT pg_temp.raises(format('SELECT save_checkpoint(''p'', %s)', :start), 'SE026', 'its checkpoint is not saved');
SELECT pg_temp.raises('SELECT save_checkpoint(''p@2'', 0)', 'SE026', 'nor that of a rebuild');
SELECT pg_temp.raises('SELECT delete_checkpoint(''p'')', 'SE026', 'nor deleted');
SELECT drop_projection('p') \g /dev/null
SELECT lives_ok(format('SELECT save_checkpoint(''p'', %s)', :start), 'when it is dropped, the name is free');

SELECT * FROM finish();
ROLLBACK;
