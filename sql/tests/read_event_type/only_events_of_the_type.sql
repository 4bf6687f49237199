\ir ../include.psql
SELECT plan(3);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('a', 2), pg_temp.fill('a', 3, p_event_type => 'Cancelled') \g /dev/null
SELECT pg_temp.land();
SELECT is((SELECT count(*) FROM read_event_type('Cancelled')), (SELECT count(*) FROM events WHERE event_type = 'Cancelled' AND tenant = ''), 'all of them');
SELECT is((SELECT array_agg(global_position - :start) FROM read_event_type('Cancelled', :start, 2)), '{3,4}', 'after a position, a page');
SELECT is((SELECT array_agg(global_position - :start) FROM read_event_type('Cancelled', NULL, 2, p_backwards => true)), '{5,4}', 'backwards');

SELECT * FROM finish();
ROLLBACK;
