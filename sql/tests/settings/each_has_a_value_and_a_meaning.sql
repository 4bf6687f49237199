\ir ../include.psql
SELECT plan(2);

SELECT set_eq('SELECT name FROM settings()', ARRAY['bell_interval_milliseconds', 'earliest_timestamp', 'maintenance_share_percent', 'max_events_per_append', 'max_future_seconds', 'max_payload_bytes',
    'outbox_by_default', 'outbox_max_attempts', 'outbox_max_retry_milliseconds', 'outbox_retry_milliseconds', 'reopen_grace_seconds', 'scavenge_min_age_seconds']);
SELECT is_empty('SELECT * FROM settings() WHERE value IS NULL OR coalesce(meaning, '''') = ''''', 'none is without');

SELECT * FROM finish();
ROLLBACK;
