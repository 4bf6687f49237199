-- Tried: without the two conditions the second turns red, and then the worker's complete dies of SE005; without the end of a lapsed
-- lease the fifth to the seventh turn red.
\ir ../include.psql
SELECT plan(8);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT lease, min(global_position) AS a FROM claim_outbox_messages('w') GROUP BY 1 \gset
SELECT complete_outbox_messages(:'lease', ARRAY[:a]), park_outbox_message(:'lease', :a + 1, 'no'), release_outbox_lease(:'lease') \g /dev/null
-- The first is as if it had never been published.
UPDATE outbox SET done_at = NULL WHERE global_position = :a;
UPDATE outbox_streams SET first_position = :a;
SELECT lease FROM claim_outbox_messages('w', p_visibility_timeout => '1 hour') LIMIT 1 \gset
SELECT is((SELECT claimed_position FROM outbox_streams), :a + 2::bigint, 'a worker has the messages around it');
SELECT is(replay_outbox_messages(), 0::bigint, 'it stays parked');
SELECT is(complete_outbox_messages(:'lease', ARRAY[:a, :a + 2]), 2::bigint, 'its worker settles what it has');
SELECT is(replay_outbox_messages(), 1::bigint, 'then it is replayed');
-- A lease that has run out keeps nothing parked.
UPDATE outbox SET done_at = NULL, parked_at = CASE WHEN global_position = :a + 1 THEN clock_timestamp() END WHERE global_position BETWEEN :a AND :a + 2;
UPDATE outbox_streams SET first_position = :a, available_at = '-infinity', replayed_position = NULL;
SELECT lease FROM claim_outbox_messages('w') LIMIT 1 \gset
UPDATE outbox_streams SET available_at = clock_timestamp() - interval '1 second';
SELECT is(replay_outbox_messages(), 1::bigint, 'nor does a lease that has run out');
SELECT pg_temp.raises(format('SELECT complete_outbox_messages(%L, ARRAY[%s])', :'lease', :a), 'SE019', 'that lease is lost');
SELECT results_eq($$ SELECT version FROM claim_outbox_messages('v') $$, ARRAY[1, 2, 3]::bigint[], 'all of them are claimed in order');
SELECT is((SELECT count(*) FROM outbox_streams WHERE replayed_position IS NOT NULL), 0::bigint, 'nothing is left over');

SELECT * FROM finish();
ROLLBACK;
