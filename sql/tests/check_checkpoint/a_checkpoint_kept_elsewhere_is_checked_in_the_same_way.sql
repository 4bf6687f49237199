\ir ../include.psql
SELECT plan(5);

SELECT append_event('order', 'a', 0, 'A', '1', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT head_position() AS head \gset
SELECT lives_ok(format('SELECT check_checkpoint(''p'', %s, pg_temp.id(1), %L)', :head, (SELECT epoch FROM store)), 'right');
SELECT lives_ok('SELECT check_checkpoint(''p'', 0, NULL, NULL)', 'what is not given is not compared');
SELECT pg_temp.raises(format('SELECT check_checkpoint(''p'', %s, NULL, gen_random_uuid())', :head), 'SE010', 'epoch');
SELECT pg_temp.raises('SELECT check_checkpoint(''p'', 9223372036854775807, NULL, NULL)', 'SE011', 'beyond the head');
SELECT pg_temp.raises(format('SELECT check_checkpoint(''p'', %s, pg_temp.id(2), NULL)', :head), 'SE010', 'last event');

SELECT * FROM finish();
ROLLBACK;
