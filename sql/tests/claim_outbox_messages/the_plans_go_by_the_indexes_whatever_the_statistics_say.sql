-- Tried: without the planner's settings at claim_outbox_messages all turn red, at complete_outbox_messages the last two, at
-- write_outbox_messages the last (the count goes on from one to the next).
\ir ../include.psql
SELECT plan(3);

-- As VACUUM leaves tables that are empty just then.
UPDATE pg_class SET reltuples = 0, relpages = 0 WHERE oid IN ('outbox'::regclass, 'outbox_streams'::regclass, 'events'::regclass);
CREATE FUNCTION pg_temp.scans() RETURNS bigint LANGUAGE sql AS
$$ SELECT pg_stat_get_xact_numscans('outbox'::regclass) + pg_stat_get_xact_numscans('outbox_streams'::regclass) $$;
SELECT change_setting('outbox_by_default', 'true') \g /dev/null
SELECT pg_temp.fill('a'), pg_temp.fill('a') \g /dev/null
SELECT pg_temp.scans() AS before \gset
SELECT lease, min(global_position) AS first FROM claim_outbox_messages('w') GROUP BY 1 \gset
SELECT is(pg_temp.scans(), :before::bigint, 'no table is read whole by a claim');
SELECT complete_outbox_messages(:'lease', ARRAY[:first, :first + 1]) \g /dev/null
SELECT is(pg_temp.scans(), :before::bigint, 'nor when messages are done');
SELECT append_streams('{order,order}', '{c,d}', '{0,0}', '{1,2}', NULL, '{A,A}', '{1,2}', p_outbox => '{true,true}') \g /dev/null
SELECT append_event('order', 'e', 0, 'A', '1') \g /dev/null
SELECT is(pg_temp.scans(), :before::bigint, 'nor by an append');

SELECT * FROM finish();
ROLLBACK;
