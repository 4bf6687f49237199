\ir ../../../sql/tests/include.psql
SELECT plan(2);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT append_streams('{order}', '{a}', '{0}', '{1,1,1,1}', NULL, '{A,A,A,A}', '{1,2,3,4}', p_timestamps => '{1985-01-01 00:00+00,1985-01-31 23:59:59.999999+00,1985-02-01 00:00+00,1985-02-28 23:59:59.999999+00}') \g /dev/null
SELECT results_eq('SELECT tableoid::regclass::text, count(*) FROM events WHERE aggregate_id = ''a'' GROUP BY 1 ORDER BY 1', $$ VALUES ('events_1985_01', 2::bigint), ('events_1985_02', 2) $$, 'bounds are exact to the microsecond');
SELECT results_eq('SELECT partition_name, events, last_position - first_position FROM list_partitions() WHERE partition_name LIKE ''events_1985%''', $$ VALUES ('events_1985_01', 2::bigint, 1::bigint), ('events_1985_02', 2, 1) $$, 'list_partitions counts them');

SELECT * FROM finish();
ROLLBACK;
