\ir ../include.psql
SELECT plan(7);

SELECT pg_temp.fill('a', 3) AS head \gset
SELECT save_checkpoint('behind', :head - 2) \g /dev/null
SELECT save_checkpoint('level', :head, p_tenant => 't') \g /dev/null
SELECT save_checkpoint('other', :head - 1, p_status => 'failed', p_error => 'no') \g /dev/null
SELECT results_eq($$ SELECT tenant, name, status, global_position, lag, is_of_this_history, error FROM projection_lag ORDER BY tenant, name $$,
    format($$ VALUES ('' COLLATE "C", 'behind' COLLATE "C", 'running'::text, %1$s::bigint, 2::bigint, true, NULL::text), ('', 'other', 'failed', %1$s + 1, 1, true, 'no'), ('t', 'level', 'running', %1$s + 2, 0, true, NULL) $$, :head - 2), 'lag in positions');
SELECT is((SELECT head_position FROM projection_lag WHERE name = 'level'), :head::bigint, 'behind the head');
SELECT is((SELECT waiting_since FROM projection_lag WHERE name = 'behind'), (SELECT recorded_at FROM events WHERE global_position = :head - 1), 'since the first event that waits was stored');
SELECT ok((SELECT waiting_seconds FROM projection_lag WHERE name = 'behind') BETWEEN 0 AND 60, 'in seconds');
SELECT results_eq($$ SELECT waiting_since, waiting_seconds FROM projection_lag WHERE name = 'level' $$, 'VALUES (NULL::timestamptz, 0::numeric)', 'nothing waits');
SELECT new_epoch() \g /dev/null
SELECT is((SELECT bool_or(is_of_this_history) FROM projection_lag), false, 'another history');

-- One entry of the index per partition and checkpoint, however much waits.
ANALYZE events;
CREATE FUNCTION pg_temp.plan() RETURNS text LANGUAGE plpgsql AS
$$ DECLARE v text; v_all text := ''; BEGIN FOR v IN EXPLAIN SELECT * FROM projection_lag LOOP v_all := v_all || v || E'\n'; END LOOP; RETURN v_all; END $$;
SET LOCAL enable_seqscan = off;
SELECT matches(pg_temp.plan(), 'Index Scan using events_[0-9_]+global_position_idx', 'by the index');

SELECT * FROM finish();
ROLLBACK;
