\ir ../include.psql
SELECT plan(9);

CREATE FUNCTION pg_temp.at(p_timestamp timestamptz) RETURNS text LANGUAGE sql AS
$$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_timestamps => ARRAY[p_timestamp])::text $$;
SELECT pg_temp.raises('SELECT pg_temp.at(''infinity'')', 'SE004', 'infinity');
SELECT pg_temp.raises('SELECT pg_temp.at(''-infinity'')', 'SE004', 'minus infinity');
SELECT pg_temp.raises('SELECT pg_temp.at(''0001-01-01 00:00+00'')', 'SE004', 'year 1');
SELECT pg_temp.raises('SELECT pg_temp.at(''4713-01-01 00:00+00 BC'')', 'SE004', 'before Christ');
SELECT pg_temp.raises('SELECT pg_temp.at(''9999-12-31 23:59+00'')', 'SE004', 'year 9999');
SELECT pg_temp.raises('SELECT pg_temp.at(''1969-12-31 23:59:59.999999+00'')', 'SE004', 'just before earliest_timestamp');
SELECT pg_temp.raises('SELECT pg_temp.at(clock_timestamp() + interval ''86401 seconds'')', 'SE004', 'beyond max_future_seconds');
SELECT is(
    pg_temp.detail_of('SELECT pg_temp.at(''infinity'')')::jsonb, '{"event": 1, "event_id": null, "argument": "timestamp"}'::jsonb,
    'the detail names event and argument'
);
SELECT pg_temp.raises('SELECT pg_temp.at(''1970-01-01 00:00+00'')', 'SE003', 'earliest_timestamp itself only lacks a partition');

SELECT * FROM finish();
ROLLBACK;
