-- recorded_at and the bell go by the clock after registration, not by when the call began: clock_timestamp() of a call
-- that waited for its stream. Here the wait is a volatile argument, evaluated before the call but after the statement began.
\ir ../include.psql
SELECT plan(2);

SELECT append_event('order', 'a', -1, 'A', '1', p_user_id => (SELECT 'u' FROM pg_sleep(0.05))::text) \g /dev/null
SELECT cmp_ok((SELECT recorded_at FROM read_stream('order', 'a')), '>=', statement_timestamp() - interval '1 second', 'recorded just now');
SELECT cmp_ok((SELECT recorded_at FROM read_stream('order', 'a')), '>=', (SELECT timestamp FROM read_stream('order', 'a')), 'and not before it happened');

SELECT * FROM finish();
ROLLBACK;
