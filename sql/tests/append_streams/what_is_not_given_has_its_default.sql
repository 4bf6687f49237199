\ir ../include.psql
SELECT plan(2);

SELECT append_streams('{order}', '{a}', '{0}', '{1,1}', ARRAY[NULL, NULL]::uuid[], '{A,B}', '{1,2}', p_timestamps => ARRAY[NULL, now()],
    p_schema_versions => '{NULL,3}') \g /dev/null
SELECT results_eq(
    $$ SELECT tenant, schema_version, metadata::text, correlation_id, timestamp >= now(), event_id IS NOT NULL
       FROM read_stream('order', 'a') $$,
    $$ VALUES ('', 1, NULL::text, NULL::text, true, true), ('', 3, NULL, NULL, true, true) $$,
    'null elements stand for nothing given'
);
SELECT is((SELECT count(DISTINCT event_id) FROM read_stream('order', 'a')), 2::bigint, 'each event gets an id of its own');

SELECT * FROM finish();
ROLLBACK;
