-- Most claims begin at outbox_claim_place, a hint; what an append that was long on its way has committed is due from before it.
-- Tried: where a claim that finds nothing there looks no further, the first test fails; where none but that looks at all, the
-- second; where such a claim does not note where streams begin, the third.
\ir ../include.psql
SELECT plan(3);

SELECT change_setting('outbox_by_default', 'true') \g /dev/null
CREATE FUNCTION pg_temp.place() RETURNS timestamptz LANGUAGE sql AS
$$ SELECT timestamptz '1970-01-01 00:00+00' + last_value * interval '1 microsecond' FROM outbox_claim_place $$;
CREATE FUNCTION pg_temp.set_place(p_time timestamptz) RETURNS void LANGUAGE sql AS
$$ SELECT setval('outbox_claim_place', (extract(epoch FROM p_time) * 1000000)::bigint) $$;

SELECT pg_temp.fill('late', 1) \g /dev/null
UPDATE outbox_streams SET available_at = clock_timestamp() - interval '1 minute' WHERE aggregate_id = 'late';
SELECT pg_temp.set_place(clock_timestamp() - interval '1 second') \g /dev/null
SELECT results_eq(
    $$ SELECT aggregate_id COLLATE "default" FROM claim_outbox_messages('w', 1) $$, ARRAY['late'], 'at once where nothing else is due'
);

UPDATE outbox_streams SET available_at = clock_timestamp() - interval '1 minute', lease = NULL, leased_by = NULL WHERE aggregate_id = 'late';
SELECT pg_temp.fill(n::text, 1) FROM generate_series(1, 20) AS n \g /dev/null
UPDATE outbox_streams SET available_at = clock_timestamp() - interval '1 second' WHERE aggregate_id <> 'late';
SELECT pg_temp.set_place(clock_timestamp() - interval '2 seconds') \g /dev/null

-- Claims one message and gives it back, until the late one comes; returns how often.
CREATE FUNCTION pg_temp.claims_until_late() RETURNS integer LANGUAGE plpgsql AS
$$
DECLARE
    v_message outbox_message;
BEGIN
    FOR v_claims IN 1..1000 LOOP
        SELECT * INTO STRICT v_message FROM claim_outbox_messages('w', 1);
        IF v_message.aggregate_id = 'late' THEN
            RETURN v_claims;
        END IF;
        PERFORM release_outbox_lease(v_message.lease);
    END LOOP;
    RETURN NULL;
END
$$;
SELECT ok(pg_temp.claims_until_late() IS NOT NULL, 'it is claimed although others are due all the time');
SELECT ok(pg_temp.place() < clock_timestamp() - interval '30 seconds', 'which notes where streams begin');

SELECT * FROM finish();
ROLLBACK;
