\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.fill('a', 2) \g /dev/null
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', NULL, '{A}', '{1}') $$, 'SE001', 'the stream exists'
);
SELECT is(
    pg_temp.detail_of($$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', NULL, '{A}', '{1}') $$)::jsonb,
    '{"tenant": "", "aggregate_type": "order", "aggregate_id": "a", "expected_version": 0, "actual_version": 2,
      "event_ids_stored": 0}'::jsonb,
    'the detail names the stream and both versions'
);
SELECT is(stream_version('order', 'a'), 2::bigint, 'nothing was appended');

SELECT * FROM finish();
ROLLBACK;
