\ir ../include.psql
SELECT plan(4);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('a', 2), pg_temp.fill('a', 3, 'invoice') \g /dev/null
SELECT pg_temp.land();
SELECT is((SELECT count(*) FROM read_aggregate_type('invoice')), (SELECT count(*) FROM events WHERE aggregate_type = 'invoice' AND tenant = ''), 'all of them');
SELECT is((SELECT array_agg(global_position - :start) FROM read_aggregate_type('invoice', :start, 2)), '{3,4}', 'after a position, a page');
SELECT is((SELECT array_agg(global_position - :start) FROM read_aggregate_type('invoice', NULL, 2, true)), '{5,4}', 'backwards');
SELECT is_empty('SELECT * FROM read_aggregate_type(NULL)', 'none for null');

SELECT * FROM finish();
ROLLBACK;
