-- A stream that was due with the clock of before, while others are due with every claim. Tried: where only a claim that finds
-- nothing corrects the times, the test fails.
\ir ../include.psql
SELECT plan(1);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('before', 1) \g /dev/null
SELECT pg_temp.fill(n::text, 1) FROM generate_series(1, 20) AS n \g /dev/null
UPDATE outbox_streams
SET set_at = clock_timestamp() + interval '2 hours', available_at = clock_timestamp() + interval '2 hours'
WHERE aggregate_id = 'before';

-- Claims one message and gives it back, until that of before comes; returns how often.
CREATE FUNCTION pg_temp.claims_until_before() RETURNS integer LANGUAGE plpgsql AS
$$
DECLARE
    v_message outbox_message;
BEGIN
    FOR v_claims IN 1..1000 LOOP
        SELECT * INTO STRICT v_message FROM claim_outbox_messages('w', 1);
        IF v_message.aggregate_id = 'before' THEN
            RETURN v_claims;
        END IF;
        PERFORM release_outbox_lease(v_message.lease);
    END LOOP;
    RETURN NULL;
END
$$;
SELECT ok(pg_temp.claims_until_before() IS NOT NULL, 'it is claimed although others are due all the time');

SELECT * FROM finish();
ROLLBACK;
