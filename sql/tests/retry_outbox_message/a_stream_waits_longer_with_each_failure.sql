\ir ../include.psql
SELECT plan(8);

SELECT change_setting('outbox_by_default', 'true'), change_setting('outbox_max_retry_milliseconds', '3000') \g /dev/null
SELECT pg_temp.fill('a', 2), pg_temp.fill('b') \g /dev/null
CREATE FUNCTION pg_temp.fail(p_delay interval DEFAULT NULL) RETURNS interval LANGUAGE plpgsql AS
$$
DECLARE v_lease uuid; v_position bigint; v_at timestamptz := clock_timestamp();
BEGIN
    UPDATE outbox_streams SET available_at = now() - interval '1 day' WHERE aggregate_id = 'a';
    SELECT lease, global_position INTO v_lease, v_position FROM claim_outbox_messages('w', 1);
    RETURN (SELECT available_at - v_at FROM retry_outbox_message(v_lease, v_position, 'it failed', p_delay));
END
$$;
SELECT ok(f BETWEEN '0.75 seconds' AND '1.5 seconds', 'a second or a little less') FROM pg_temp.fail() AS f;
SELECT ok(f BETWEEN '1.5 seconds' AND '2.5 seconds', 'doubled') FROM pg_temp.fail() AS f;
SELECT ok(f BETWEEN '2.25 seconds' AND '3.5 seconds', 'up to the longest') FROM pg_temp.fail() AS f;
SELECT ok(f BETWEEN '2.25 seconds' AND '3.5 seconds', 'also when the worker says less') FROM pg_temp.fail('0') AS f;
SELECT ok(f BETWEEN '1 hour' AND '1 hour 1 second', 'or as long as the worker says') FROM pg_temp.fail('1 hour') AS f;
SELECT results_eq($$ SELECT attempts, last_error FROM outbox WHERE attempts > 0 $$, $$ VALUES (5, 'it failed') $$, 'the failures are counted and the last is kept');
SELECT results_eq($$ SELECT aggregate_id FROM claim_outbox_messages('w') $$, ARRAY['b'], 'the stream waits, others do not');
SELECT pg_temp.raises($$ SELECT retry_outbox_message(NULL, 1, '', '-1 second') $$, 'SE005', 'no delay below 0');

SELECT * FROM finish();
ROLLBACK;
