-- Otherwise a crash could give the position of an acknowledged event to another one. Tried: without the look at
-- synchronous_commit in append_streams 1 and 3 turn red, without the one in append_event 3.
\ir ../include.psql
SELECT plan(5);

SET LOCAL synchronous_commit = off;
SAVEPOINT one;
SELECT pg_temp.fill('a') \g /dev/null
SELECT is(current_setting('synchronous_commit'), 'on', 'append_streams');
ROLLBACK TO SAVEPOINT one;
SELECT is(current_setting('synchronous_commit'), 'off', 'only for its transaction');
SELECT append_event('order', 'a', -1, 'A', '1') \g /dev/null
SELECT is(current_setting('synchronous_commit'), 'on', 'append_event');
SET LOCAL synchronous_commit = remote_apply;
SELECT append_event('order', 'a', -1, 'A', '1'), pg_temp.fill('a') \g /dev/null
SELECT is(current_setting('synchronous_commit'), 'remote_apply', 'what is stronger stays');
SELECT is(stream_version('order', 'a'), 3::bigint, 'all are stored');

SELECT * FROM finish();
ROLLBACK;
