\ir ../include.psql
SELECT plan(6);

SELECT create_event_index('data.a'), create_event_index('data.a', 'gin') \g /dev/null
SELECT is(drop_event_index('data.a'), true, 'there was one');
SELECT is(drop_event_index('data.a'), false, 'there is none');
SELECT results_eq('SELECT kind FROM list_event_indexes() WHERE path = ''data.a''', $$ VALUES ('gin') $$, 'that of another kind stays');
SELECT begin_event_index('data.b') \g /dev/null
SELECT results_eq('SELECT is_valid, partitions_covered FROM list_event_indexes() WHERE path = ''data.b''', 'VALUES (false, 0::bigint)', 'one that was only begun is not valid');
SELECT is(drop_event_index('data.b'), true, 'and can be dropped');
SELECT pg_temp.raises('SELECT drop_event_index(''events_stream_idx'')', 'SE005', 'only indexes on demand can');

SELECT * FROM finish();
ROLLBACK;
