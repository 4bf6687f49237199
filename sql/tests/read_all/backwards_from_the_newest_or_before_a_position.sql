\ir ../include.psql
SELECT plan(4);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('a', 4) \g /dev/null
SELECT pg_temp.land();
SELECT results_eq(
    'SELECT global_position FROM read_all(p_backwards => true, p_limit => 2)', format('VALUES (%s::bigint), (%s)', :start + 4, :start + 3), 'newest first'
);
SELECT results_eq(
    format('SELECT global_position FROM read_all(%s, 2, p_backwards => true)', :start + 3), format('VALUES (%s::bigint), (%s)', :start + 2, :start + 1),
    'before a position, excluded'
);
SELECT is_empty('SELECT * FROM read_all(1, p_backwards => true)', 'nothing before the first');
SELECT is_empty('SELECT * FROM read_all(0, p_backwards => true)', 'nor before nothing');

SELECT * FROM finish();
ROLLBACK;
