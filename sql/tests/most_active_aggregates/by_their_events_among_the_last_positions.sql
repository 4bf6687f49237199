\ir ../include.psql
SELECT plan(4);

SELECT pg_temp.fill('most', 5), pg_temp.fill('less', 2), pg_temp.fill('of-t', 3, 'order', 't') \g /dev/null
SELECT results_eq($$ SELECT tenant COLLATE "default", aggregate_id COLLATE "default", events, version FROM most_active_aggregates LIMIT 3 $$,
    $$ VALUES ('', 'most', 5::bigint, 5::bigint), ('t', 'of-t', 3, 3), ('', 'less', 2, 2) $$, 'most events first');
SELECT ok((SELECT last_recorded_at >= first_recorded_at FROM most_active_aggregates LIMIT 1), 'when');
SELECT pg_temp.fill('n' || n) FROM generate_series(1, 110) AS n \g /dev/null
SELECT is((SELECT count(*) FROM most_active_aggregates), 100::bigint, 'a hundred');
SET LOCAL event_store.change = on;
UPDATE events SET global_position = global_position - 200000 WHERE aggregate_id = 'most';
SELECT is((SELECT count(*) FROM most_active_aggregates WHERE aggregate_id = 'most'), 0::bigint, 'what is long ago does not count');

SELECT * FROM finish();
ROLLBACK;
