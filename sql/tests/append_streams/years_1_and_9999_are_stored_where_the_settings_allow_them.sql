\ir ../include.psql
SELECT plan(4);

SELECT change_setting('earliest_timestamp', '0001-01-01 00:00+00');
SELECT create_partitions('0001-01-01 00:00+00', '0001-02-01 00:00+00') \g /dev/null
SELECT lives_ok(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', NULL, '{A,B}', '{1,2}', p_timestamps =>
       '{0001-01-01 00:00+00,0001-02-03 04:05:06.789012+00}') $$, 'year 1'
);
SELECT is((SELECT count(*) FROM events_0001_02), 1::bigint, 'in its month');
SELECT results_eq(
    $$ SELECT data::text FROM read_stream('order', 'a', p_before => '0001-02-01 00:00+00') $$, $$ VALUES ('1') $$, 'and read by time'
);
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'with right checksums');

SELECT * FROM finish();
ROLLBACK;
