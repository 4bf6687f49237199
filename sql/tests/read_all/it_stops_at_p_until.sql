\ir ../include.psql
SELECT plan(5);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('a', 5) \g /dev/null
SELECT is_empty(format('SELECT * FROM read_all(%s, p_until => %s)', :start, :start + 2), 'nor beyond the barrier');
SELECT is(
    (SELECT count(*) FROM read_all(:start, p_until => :start + 2, p_until_is_safe => true)), 2::bigint,
    'a p_until that is said to be safe is believed'
);
SELECT pg_temp.land();
SELECT results_eq(
    format('SELECT global_position FROM read_all(%s, p_until => %s)', :start, :start + 2),
    format('VALUES (%s::bigint), (%s)', :start + 1, :start + 2), 'p_until is included'
);
SELECT is_empty(format('SELECT * FROM read_all(%s, p_until => %s)', :start, :start), 'nothing between');
SELECT is_empty(format('SELECT * FROM read_all(p_until => 0)'), '0 is before the first');

SELECT * FROM finish();
ROLLBACK;
