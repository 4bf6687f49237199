\ir ../include.psql
SELECT plan(6);

SELECT pg_temp.detail_of(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', NULL, '{A,A}', '{1,1}', p_timestamps =>
       '{1985-03-31 23:59:59.999999+00,1985-04-01 00:00:00+00}') $$
) AS detail \gset
SELECT is(:'detail'::json ->> 'month', '1985-03', 'the earliest month that is missing');
SELECT is(:'detail'::json ->> 'timestamp', '1985-03-31T23:59:59.999999Z', 'the timestamp in UTC');
SELECT results_eq(:'detail'::json ->> 'create', $$ VALUES ('events_1985_03') $$, 'the statement in the detail makes the partition');
SELECT is(
    pg_temp.detail_of(
        $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', NULL, '{A,A}', '{1,1}', p_timestamps =>
           '{1985-03-31 23:59:59.999999+00,1985-04-01 00:00:00+00}') $$
    ) ->> 'month', '1985-04', 'then the next is named'
);
SELECT create_partitions('1985-04-01 00:00+00', '1985-04-01 00:00+00') \g /dev/null
SELECT lives_ok(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', NULL, '{A,A}', '{1,1}', p_timestamps =>
       '{1985-03-31 23:59:59.999999+00,1985-04-01 00:00:00+00}') $$, 'then the append goes through, into both'
);
SELECT is((SELECT count(*) FROM events_1985_04), 1::bigint, 'each in its month');

SELECT * FROM finish();
ROLLBACK;
