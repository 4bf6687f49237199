-- Rows as they are left by a clock that then goes back by two hours. Tried: without correct_outbox_times(), and with the update
-- of all rows, tests fail.
\ir ../include.psql
SELECT plan(7);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('due', 1) \g /dev/null
SELECT pg_temp.fill('leased', 1) \g /dev/null
SELECT pg_temp.fill('put off', 1) \g /dev/null
UPDATE outbox_streams SET lease = gen_random_uuid(), leased_by = 'gone', claimed_position = first_position WHERE aggregate_id = 'leased';
UPDATE outbox_streams
SET set_at = clock_timestamp() + interval '2 hours',
    available_at = clock_timestamp() + interval '2 hours' + CASE aggregate_id WHEN 'leased' THEN interval '30 seconds' ELSE '0' END
WHERE aggregate_id IN ('due', 'leased');
UPDATE outbox_streams SET available_at = clock_timestamp() + interval '1 hour', set_at = clock_timestamp() WHERE aggregate_id = 'put off';

SELECT is_empty($$ SELECT * FROM claim_outbox_messages('w') $$, 'nothing is due');
SELECT results_eq($$ SELECT aggregate_id COLLATE "default" FROM claim_outbox_messages('w') $$, ARRAY['due'], 'what was due is so again');
SELECT ok(available_at BETWEEN clock_timestamp() + interval '20 seconds' AND clock_timestamp() + interval '31 seconds', 'a lease keeps its length')
FROM outbox_streams WHERE aggregate_id = 'leased';
SELECT is(leased_by COLLATE "default", 'gone', 'and its holder') FROM outbox_streams WHERE aggregate_id = 'leased';
SELECT ok(available_at > clock_timestamp() + interval '59 minutes', 'what was put off by this clock stays so')
FROM outbox_streams WHERE aggregate_id = 'put off';
CREATE TEMPORARY TABLE before ON COMMIT DROP AS SELECT * FROM outbox_streams;
SELECT is_empty($$ SELECT * FROM claim_outbox_messages('w') $$, 'nothing more');
SELECT set_eq('SELECT * FROM outbox_streams', 'SELECT * FROM before', 'and nothing changes');

SELECT * FROM finish();
ROLLBACK;
