\ir ../include.psql
SELECT plan(10);

SELECT pg_temp.fill('a') \g /dev/null
SELECT save_checkpoint('p', 0) \g /dev/null
SELECT pg_temp.raises(format('SELECT %s', c), 'SE005', c)
FROM unnest(ARRAY[
    'append(''order'', ''a'', -1, ''[{"event_type": "A", "data": 1}]'', NULL)',
    'append_event(''order'', ''a'', -1, ''A'', ''1'', p_tenant => NULL)',
    'append_streams(''{o,o}'', ''{a,b}'', ''{-1,-1}'', ''{1,2}'', NULL, ''{A,A}'', ''{1,1}'', p_tenants => ''{t,NULL}'', p_all_or_nothing => false)',
    'read_stream(''order'', ''a'', p_tenant => NULL)',
    'stream_version(''order'', ''a'', NULL)',
    'save_checkpoint(''p'', 0, p_tenant => NULL)',
    'load_checkpoint(''p'', NULL)',
    'delete_checkpoint(''p'', NULL)',
    'wait_for_checkpoint(''p'', 0, ''0 seconds'', NULL)'
]) AS c;
SELECT is(stream_version('order', 'a'), 1::bigint, 'nothing was appended');

SELECT * FROM finish();
ROLLBACK;
