-- Tried: without the bound by p_recorded_before in removable_before the third turns red, and the append is stored twice.
\ir ../include.psql
SET LOCAL event_store.change = 'on';
SELECT plan(5);

SELECT is(value, '3600', 'an hour') FROM settings() WHERE name = 'scavenge_min_age_seconds';
SELECT append_event('order', 'y', -1, 'A', '1', p_event_id => pg_temp.id(n)) FROM generate_series(1, 3) AS n \g /dev/null
SELECT set_stream_metadata('order', 'y', 1) \g /dev/null
UPDATE events SET recorded_at = recorded_at - interval '61 minutes' WHERE event_id = pg_temp.id(1);
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 1::bigint, 'the one that is older goes');
SELECT ok(already_stored AND stream_version = 2, 'a younger one is recognised') FROM append_event('order', 'y', -1, 'A', '1', p_event_id => pg_temp.id(2));
SELECT is(array_agg(version), ARRAY[3]::bigint[], 'although no read returns it') FROM read_stream('order', 'y');
SELECT ok(NOT already_stored, 'the older one is a new append') FROM append_event('order', 'y', -1, 'A', '1', p_event_id => pg_temp.id(1));

SELECT * FROM finish();
ROLLBACK;
