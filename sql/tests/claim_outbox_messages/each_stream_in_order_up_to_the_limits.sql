\ir ../include.psql
SELECT plan(6);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 5), pg_temp.fill('b', 1), pg_temp.fill('c', 5), pg_temp.fill('a', 2) \g /dev/null
SELECT results_eq(
    $$ SELECT aggregate_id, version FROM claim_outbox_messages('w', 5, 3) $$,
    $$ VALUES ('a', 1::bigint), ('a', 2), ('a', 3), ('b', 1), ('c', 1) $$, 'those that wait longest, each from its first on'
);
SELECT is_empty($$ SELECT * FROM claim_outbox_messages('w', 5, 3) $$, 'nothing more of streams that are held');
SELECT is((SELECT count(DISTINCT lease) FROM outbox_streams), 1::bigint, 'one lease');
SELECT release_outbox_lease(lease) FROM (SELECT DISTINCT lease FROM outbox_streams) AS l \g /dev/null
SELECT results_eq(
    $$ SELECT aggregate_id, array_agg(version) FROM claim_outbox_messages('w', 100, 100) GROUP BY 1 ORDER BY 1 $$,
    $$ VALUES ('a', '{1,2,3,4,5,6,7}'::bigint[]), ('b', '{1}'), ('c', '{1,2,3,4,5}') $$, 'all of them with room for all'
);
SELECT pg_temp.fill('a'), pg_temp.fill('d') \g /dev/null
SELECT results_eq($$ SELECT aggregate_id FROM claim_outbox_messages('w') $$, ARRAY['d'], 'a message that came to a held stream waits with it');
SELECT is_empty($$ SELECT * FROM claim_outbox_messages('w') $$, 'until it is settled');

SELECT * FROM finish();
ROLLBACK;
