-- This transaction is one itself: what it appended is hidden from read_all, and seen by read_stream.
-- Tried: with coalesce(v_lag, 0) replaced by 0 in safe_position all but the last turn red.
\ir ../include.psql
SELECT plan(6);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('a', 2) \g /dev/null
SELECT is_empty(format('SELECT * FROM read_all(%s)', :start), 'forwards');
SELECT is_empty(format('SELECT * FROM read_all(p_backwards => true, p_limit => 5) AS e WHERE e.global_position > %s', :start), 'backwards, from the barrier');
SELECT is_empty(format('SELECT * FROM read_aggregate_type(''order'', %s)', :start), 'read_aggregate_type');
SELECT is_empty(format('SELECT * FROM read_event_type(''Happened'', %s)', :start), 'read_event_type');
SELECT append('order', 'b', 0, '[{"event_type": "A", "data": 1, "correlation_id": "c"}]') \g /dev/null
SELECT is_empty('SELECT * FROM read_correlation(''c'')', 'read_correlation');
SELECT is((SELECT count(*) FROM read_stream('order', 'a')), 2::bigint, 'read_stream shows them');

SELECT * FROM finish();
ROLLBACK;
