\ir ../include.psql
SELECT plan(2);

SELECT pg_temp.fill('a') \g /dev/null
SELECT append_streams('{order,order}', '{a,b}', '{0,0}', '{1,2}', NULL, '{A,A}', '{1,2}', p_all_or_nothing => false, p_outbox => '{true,true}') \g /dev/null
SELECT set_eq('SELECT aggregate_id FROM outbox', ARRAY['b'], 'of the stream that was not refused alone');
SAVEPOINT before;
SELECT append_event('order', 'c', 0, 'A', '1', p_outbox => true) \g /dev/null
ROLLBACK TO before;
SELECT set_eq('SELECT aggregate_id FROM outbox UNION SELECT aggregate_id FROM outbox_streams', ARRAY['b'], 'nor of one that was rolled back');

SELECT * FROM finish();
ROLLBACK;
