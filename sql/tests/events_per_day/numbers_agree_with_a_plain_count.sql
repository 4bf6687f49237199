\ir ../include.psql
SELECT plan(5);

SELECT create_partitions(now() - interval '62 days', now()) \g /dev/null
SELECT append_streams(
    p_aggregate_types => ARRAY['order', 'order', 'invoice'], p_aggregate_ids => ARRAY['d1', 'd2', 'd1'], p_expected_versions => ARRAY[-1, -1, -1]::bigint[],
    p_event_streams => ARRAY[1, 1, 2, 3, 1, 2, 1, 1], p_event_ids => NULL, p_event_types => array_fill('E'::text, ARRAY[8]), p_data => array_fill('{}'::text, ARRAY[8]),
    p_timestamps => ARRAY[d, d + interval '23 hours 59 minutes', d, d, d - interval '1 second', d - interval '30 days' + interval '1 day', d - interval '30 days' - interval '1 second', now()]
) FROM (SELECT date_trunc('day', now(), 'UTC') - interval '1 day' AS d) AS x \g /dev/null
CREATE TEMP TABLE today AS SELECT (now() AT TIME ZONE 'UTC')::date AS d;
SELECT is((SELECT (events, aggregates) FROM events_per_day, today WHERE day = d - 1 AND aggregate_type = 'order'), (3::bigint, 2::bigint), 'three events of two aggregates');
SELECT is((SELECT (events, aggregates) FROM events_per_day, today WHERE day = d - 1 AND aggregate_type = 'invoice'), (1::bigint, 1::bigint), 'another type');
SELECT is((SELECT (events, aggregates) FROM events_per_day, today WHERE day = d - 2 AND aggregate_type = 'order'), (1::bigint, 1::bigint), 'a second before midnight, UTC');
SELECT set_eq('SELECT DISTINCT day FROM events_per_day', 'SELECT d - n FROM today, unnest(ARRAY[0, 1, 2, 30]) AS n', 'the last 31 days');
-- The caller's time zone moves no midnight.
SET LOCAL timezone = 'Pacific/Auckland';
SELECT is((SELECT sum(events) FROM events_per_day, today WHERE day = d - 1), 4::numeric, 'in every time zone');

SELECT * FROM finish();
ROLLBACK;
