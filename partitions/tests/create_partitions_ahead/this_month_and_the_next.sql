\ir ../../../sql/tests/include.psql
SELECT plan(6);

SELECT create_partitions_ahead(5) \g /dev/null
SELECT is(
    (SELECT count(*) FROM generate_series(0, 5) AS n
        INNER JOIN partitions AS p ON p.lower_bound = (date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month') AT TIME ZONE 'UTC'),
    6::bigint, 'this month and five more'
);
SELECT is_empty('SELECT create_partitions_ahead(5)', 'again: nothing to do');
SELECT pg_temp.raises(format('SELECT create_partitions_ahead(%s)', a), 'SE005', a) FROM unnest(ARRAY['-1', '1200', 'NULL']) AS a;
SELECT ok((SELECT 'TimeZone=UTC' = ANY (proconfig) FROM pg_proc WHERE oid = 'create_partitions_ahead'::regproc), 'months are counted in UTC');

SELECT * FROM finish();
ROLLBACK;
