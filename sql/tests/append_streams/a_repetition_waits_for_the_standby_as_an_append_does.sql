-- A commit waits for a synchronous standby only if its transaction has written something. Tried: without the message in
-- refuse_streams the repetition writes nothing, and this turns red; so does the fault standby-gone of scripts/faults.
\ir ../include.psql
SELECT plan(2);

SELECT append_event('order', 'standby', 0, 'T', '{}', p_event_id => pg_temp.id(900)) \g /dev/null
SELECT append_event('order', 'standby', 1, 'T', '{}', p_event_id => pg_temp.id(901)) \g /dev/null
SELECT pg_current_wal_insert_lsn() AS before \gset
SELECT is(
    (SELECT already_stored FROM append_event('order', 'standby', 1, 'T', '{}', p_event_id => pg_temp.id(901))),
    true, 'a repetition at an exact version'
);
SELECT cmp_ok(pg_current_wal_insert_lsn(), '>', :'before'::pg_lsn, 'writes into the log');

SELECT * FROM finish();
ROLLBACK;
