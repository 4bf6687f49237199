-- Tried: a scavenge that does not call it, one that takes the rest of the batch before from its own start, and one that forgets
-- what was rested already.
\ir ../include.psql
SELECT plan(6);

-- How long a call takes, in seconds.
CREATE FUNCTION pg_temp.seconds(p_sql text) RETURNS numeric LANGUAGE plpgsql AS
$$
DECLARE
    v_begun timestamptz := clock_timestamp();
BEGIN
    EXECUTE p_sql;
    RETURN extract(epoch FROM clock_timestamp() - v_begun);
END
$$;

SELECT change_setting('maintenance_share_percent', '25');
SELECT cmp_ok(pg_temp.seconds('SELECT rest_after_work(''0.1 seconds'')'), '>=', 0.3::numeric, 'three times as long as it worked');
SELECT cmp_ok(pg_temp.seconds('SELECT rest_after_work(''1 hour'', ''2.99999 hours'')'), '<', 1::numeric, 'less by what it rested already');

SELECT scavenge() \g /dev/null
SELECT ok(last_ended_at > now() AND last_duration > '0', 'a batch notes when it ended and how long it worked') FROM scavenger;
UPDATE scavenger SET last_ended_at = clock_timestamp(), last_duration = '0.2 seconds';
SELECT cmp_ok(pg_temp.seconds('SELECT scavenge()'), '>=', 0.5::numeric, 'the next one rests first');
SELECT ok(last_duration < '0.5 seconds', 'which is no work') FROM scavenger;

SELECT change_setting('maintenance_share_percent', '100');
UPDATE scavenger SET last_ended_at = clock_timestamp(), last_duration = '1 hour';
SELECT cmp_ok(pg_temp.seconds('SELECT scavenge()'), '<', 4.9::numeric, 'unless all its time is for work');

SELECT * FROM finish();
ROLLBACK;
