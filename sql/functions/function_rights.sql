-- The least role that may call each public function. Each role holds what the one before it holds: reader, worker (also
-- keeps checkpoints and takes messages of the outbox), writer (also appends), admin (also changes the store). A function
-- that is not listed is the owner's alone.
CREATE OR REPLACE FUNCTION function_rights()
RETURNS TABLE (role text, function_name text)
LANGUAGE sql
IMMUTABLE
SET search_path FROM CURRENT
AS $function$
    SELECT r.role, unnest(string_to_array(regexp_replace(r.names, '\s+', ' ', 'g'), ' '))
    FROM (
        VALUES
        (
            'reader',
            'bell_channel check_checkpoint event_checksum event_exists head_position health installed_files '
            'list_checkpoints list_streams load_checkpoint new_event_id outbox_statistics partition_alarm '
            'read_aggregate_type read_all read_by_value read_containing read_correlation read_event read_event_type '
            'read_stream safe_position schema_version settings statistics statistics_by_aggregate_type '
            'statistics_by_event_type store_information stream_version verify verify_streams wait_for_checkpoint'
        ),
        (
            'worker',
            'claim_outbox_messages complete_outbox_messages delete_checkpoint extend_outbox_lease '
            'list_parked_outbox_messages park_outbox_message release_outbox_lease replay_outbox_messages '
            'retry_outbox_message save_checkpoint'
        ),
        ('writer', 'append append_event append_streams'),
        (
            'admin',
            'attach_partition begin_detach_partition begin_event_index change_setting clean_outbox close_partition '
            'compress_partition compress_partition_statements confirm_epoch create_event_index '
            'create_event_index_statements create_partitions create_partitions_ahead detach_partition '
            'detach_partition_statements doctor drop_event_index finish_detach_partition function_rights '
            'in_flight_appenders list_event_indexes list_partitions maintain_partitions new_epoch open_partition '
            'pass_over_partition wait_for_transactions'
        )
    ) AS r (role, names)
$function$;

COMMENT ON FUNCTION function_rights() IS
'The least role (reader, worker, writer, admin) that may call each public function.';

REVOKE ALL ON FUNCTION function_rights() FROM PUBLIC;
