\ir ../include.psql
SELECT plan(8);

SELECT head_position() AS head \gset
SELECT pg_temp.raises(format('SELECT save_checkpoint(''p'', %s)', :head + 1), 'SE011', 'beyond the head');
SELECT is(pg_temp.detail_of(format('SELECT save_checkpoint(''p'', %s)', :head + 1))::jsonb, jsonb_build_object('name', 'p', 'position', :head + 1, 'head', :head), 'with both in the detail');
SELECT pg_temp.raises(format('SELECT save_checkpoint(''p'', %s, p_epoch => gen_random_uuid())', :head), 'SE010', 'another epoch');
SELECT pg_temp.raises(format('SELECT save_checkpoint(''p'', %s, gen_random_uuid())', :head), 'SE010', 'a last event that is not stored');
SELECT lives_ok(format('SELECT save_checkpoint(''p'', %s, p_epoch => %L)', :head, (SELECT epoch FROM store)), 'its own');
SELECT new_epoch() \g /dev/null
SELECT pg_temp.raises(format('SELECT save_checkpoint(''p'', %s)', :head), 'SE010', 'what was saved before a new epoch is not gone on with');
SELECT lives_ok(format('SELECT save_checkpoint(''p'', %s, p_allow_backwards => true)', :head), 'unless on purpose');
SELECT lives_ok('SELECT * FROM load_checkpoint(''p'')', 'then it is of this history');

SELECT * FROM finish();
ROLLBACK;
