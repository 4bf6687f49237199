\ir ../include.psql
SELECT plan(2);
SET LOCAL event_store.change = on;

SELECT pg_temp.fill('a', 5) \g /dev/null
UPDATE events SET user_id = 'x' WHERE aggregate_id = 'a' AND version > 2;
SELECT pg_temp.land();
SELECT results_eq('SELECT problem, global_position, aggregate_type, aggregate_id, version, event_id FROM verify() WHERE aggregate_id = ''a''',
    'SELECT ''checksum'', global_position, aggregate_type COLLATE "default", aggregate_id COLLATE "default", version, event_id FROM events WHERE aggregate_id = ''a'' AND version > 2 ORDER BY 2');
SELECT is((SELECT count(*) FROM verify(p_limit => 2)), 2::bigint, 'at most p_limit');

SELECT * FROM finish();
ROLLBACK;
