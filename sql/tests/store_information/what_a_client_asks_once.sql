\ir ../include.psql
SELECT plan(1);

SELECT results_eq('SELECT epoch, schema_version, bell_channel, bell_interval_milliseconds, max_events_per_append, max_payload_bytes, server_version, is_in_recovery FROM store_information()',
    'SELECT epoch, schema_version(), bell_channel(), bell_interval_milliseconds, max_events_per_append, max_payload_bytes, current_setting(''server_version_num'')::integer, false FROM store');

SELECT * FROM finish();
ROLLBACK;
