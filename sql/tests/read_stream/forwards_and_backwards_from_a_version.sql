\ir ../include.psql
SELECT plan(10);

SELECT pg_temp.fill('a', 5) \g /dev/null
SELECT results_eq($$ SELECT version FROM read_stream('order', 'a') $$, 'SELECT generate_series(1, 5)::bigint', 'all');
SELECT results_eq($$ SELECT version FROM read_stream('order', 'a', 3) $$, 'SELECT generate_series(3, 5)::bigint', 'from a version, included');
SELECT results_eq($$ SELECT version FROM read_stream('order', 'a', 3, 2) $$, 'SELECT generate_series(3, 4)::bigint', 'with a limit');
SELECT results_eq($$ SELECT version FROM read_stream('order', 'a', p_backwards => true) $$, 'SELECT generate_series(5, 1, -1)::bigint', 'backwards');
SELECT results_eq($$ SELECT version FROM read_stream('order', 'a', 3, 2, true) $$, 'SELECT generate_series(3, 2, -1)::bigint', 'backwards from a version');
SELECT results_eq($$ SELECT version FROM read_stream('order', 'a', 0) $$, 'SELECT generate_series(1, 5)::bigint', '0 is before the first');
SELECT is_empty($$ SELECT * FROM read_stream('order', 'a', 6) $$, 'beyond the last');
SELECT is_empty($$ SELECT * FROM read_stream('order', 'a', 9223372036854775807) $$, 'far beyond');
SELECT is_empty($$ SELECT * FROM read_stream('order', 'absent') $$, 'an absent stream');
SELECT is_empty($$ SELECT * FROM read_stream('order', NULL) $$, 'no name');

SELECT * FROM finish();
ROLLBACK;
