\ir ../include.psql
SELECT plan(22);

SELECT matches(new_event_id()::text, '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$') FROM generate_series(1, 20);
SELECT cmp_ok(abs(('x' || left(replace(new_event_id()::text, '-', ''), 12))::bit(48)::bigint - extract(EPOCH FROM clock_timestamp()) * 1000), '<', 1000::numeric, 'its first 48 bits are milliseconds');
SELECT is((SELECT count(DISTINCT new_event_id()) FROM generate_series(1, 1000)), 1000::bigint, 'a thousand differ');

SELECT * FROM finish();
ROLLBACK;
