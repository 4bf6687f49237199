\ir ../include.psql
SELECT plan(5);

SELECT pg_temp.fill('a', 2), append_event('order', 'b', 0, 'A', '1'), append('order', 'c', 0, '[{"event_type": "A", "data": 1}]') \g /dev/null
SELECT is_empty('SELECT * FROM outbox', 'nobody asked');
SELECT append_streams('{order,order,order}', '{d,e,f}', '{0,0,0}', '{1,2,3}', NULL, '{A,A,A}', '{1,2,3}', p_outbox => '{true,false,NULL}') \g /dev/null
SELECT set_eq('SELECT aggregate_id FROM outbox', ARRAY['d'], 'each stream has its own answer');
SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT append_streams('{order,order,order}', '{g,h,i}', '{0,0,0}', '{1,2,3}', NULL, '{A,A,A}', '{1,2,3}', p_outbox => '{true,false,NULL}') \g /dev/null
SELECT pg_temp.fill('j'), append_event('order', 'k', 0, 'A', '1'), append('order', 'l', 0, '[{"event_type": "A", "data": 1}]'),
    append_event('order', 'm', 0, 'A', '1', p_outbox => false) \g /dev/null
SELECT set_eq('SELECT aggregate_id FROM outbox', ARRAY['d', 'g', 'i', 'j', 'k', 'l'], 'the setting decides where the call does not');
SELECT is_empty('SELECT aggregate_id FROM outbox_streams EXCEPT SELECT aggregate_id FROM outbox', 'no stream without a message');
SELECT pg_temp.raises($$ SELECT append_streams('{order}', '{n}', '{0}', '{1}', NULL, '{A}', '{1}', p_outbox => '{true,true}') $$, 'SE005', 'one answer a stream');

SELECT * FROM finish();
ROLLBACK;
