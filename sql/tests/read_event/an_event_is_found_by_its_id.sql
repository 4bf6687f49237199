\ir ../include.psql
SELECT plan(3);

SELECT append_event('order', 'a', 0, 'A', '{"x": 1}', p_event_id => pg_temp.id(1)) \g /dev/null
SELECT results_eq('SELECT aggregate_id, version, data::text FROM read_event(pg_temp.id(1))', $$ VALUES ('a', 1::bigint, '{"x": 1}') $$, 'found');
SELECT is_empty('SELECT * FROM read_event(pg_temp.id(2))', 'another is not');
SELECT is_empty('SELECT * FROM read_event(NULL)', 'nor null');

SELECT * FROM finish();
ROLLBACK;
