-- Installs or brings up to date the event store in a schema, with psql alone. From the top folder of the repository:
--
--   psql -X -v schema=event_store -f sql/install.sql
--
-- One transaction: it installs everything or nothing. Safe to run again, and by two people at once. psql reads each file
-- with cat, so it needs a POSIX shell. The order of the files is the order for every way of installing.
-- Written by scripts/generate-install.
\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
\set QUIET on
\pset tuples_only on
\pset format unaligned
\if :{?schema}
\else
    \set schema event_store
\endif
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL search_path = pg_catalog, pg_temp;
SELECT set_config('event_store.schema', :'schema', true) \gset ignored_
\ir bootstrap.sql
SELECT begin_install(8) \gset ignored_
\set file sql/migrations/0001_log.sql
\ir install_file.psql
\set file sql/migrations/0002_outbox.sql
\ir install_file.psql
\set file sql/migrations/0003_tenants.sql
\ir install_file.psql
\set file sql/migrations/0004_retention.sql
\ir install_file.psql
\set file sql/migrations/0005_projections.sql
\ir install_file.psql
\set file sql/migrations/0006_snapshots.sql
\ir install_file.psql
\set file sql/migrations/0007_consumer_groups.sql
\ir install_file.psql
\set file sql/migrations/0008_compression.sql
\ir install_file.psql
\set file sql/functions/abandon_projection_rebuild.sql
\ir install_file.psql
\set file sql/functions/acknowledge_consumer_group_events.sql
\ir install_file.psql
\set file sql/functions/advance_outbox_streams.sql
\ir install_file.psql
\set file sql/functions/allow_change.sql
\ir install_file.psql
\set file sql/functions/announce_outbox_stream.sql
\ir install_file.psql
\set file sql/functions/append.sql
\ir install_file.psql
\set file sql/functions/append_event.sql
\ir install_file.psql
\set file sql/functions/append_streams.sql
\ir install_file.psql
\set file sql/functions/apply_inline_projection.sql
\ir install_file.psql
\set file sql/functions/assign_tenant.sql
\ir install_file.psql
\set file sql/functions/assigned_tenants.sql
\ir install_file.psql
\set file sql/functions/balance_consumer_group.sql
\ir install_file.psql
\set file sql/functions/begin_event_index.sql
\ir install_file.psql
\set file sql/functions/begin_parked_projection_event.sql
\ir install_file.psql
\set file sql/functions/begin_projection.sql
\ir install_file.psql
\set file sql/functions/begin_projection_batch.sql
\ir install_file.psql
\set file sql/functions/begin_projection_rebuild.sql
\ir install_file.psql
\set file sql/functions/begin_projection_switch.sql
\ir install_file.psql
\set file sql/functions/bell_channel.sql
\ir install_file.psql
\set file sql/functions/change_setting.sql
\ir install_file.psql
\set file sql/functions/check_checkpoint.sql
\ir install_file.psql
\set file sql/functions/check_consumer_group.sql
\ir install_file.psql
\set file sql/functions/check_consumer_group_history.sql
\ir install_file.psql
\set file sql/functions/check_events.sql
\ir install_file.psql
\set file sql/functions/check_outbox_worker.sql
\ir install_file.psql
\set file sql/functions/check_projection_filter.sql
\ir install_file.psql
\set file sql/functions/check_projection_name.sql
\ir install_file.psql
\set file sql/functions/check_read.sql
\ir install_file.psql
\set file sql/functions/check_stream.sql
\ir install_file.psql
\set file sql/functions/claim_outbox_messages.sql
\ir install_file.psql
\set file sql/functions/clean_outbox.sql
\ir install_file.psql
\set file sql/functions/complete_outbox_messages.sql
\ir install_file.psql
\set file sql/functions/complete_projection_batch.sql
\ir install_file.psql
\set file sql/functions/compression_key.sql
\ir install_file.psql
\set file sql/functions/compression_statistics.sql
\ir install_file.psql
\set file sql/functions/confirm_epoch.sql
\ir install_file.psql
\set file sql/functions/consumer_group_lease_lasts.sql
\ir install_file.psql
\set file sql/functions/consumer_group_of_member.sql
\ir install_file.psql
\set file sql/functions/consumer_group_settled_position.sql
\ir install_file.psql
\set file sql/functions/consumer_group_shares.sql
\ir install_file.psql
\set file sql/functions/correct_outbox_times.sql
\ir install_file.psql
\set file sql/functions/count_detached_events.sql
\ir install_file.psql
\set file sql/functions/create_consumer_group.sql
\ir install_file.psql
\set file sql/functions/create_event_index.sql
\ir install_file.psql
\set file sql/functions/create_event_index_statements.sql
\ir install_file.psql
\set file sql/functions/create_projection.sql
\ir install_file.psql
\set file sql/functions/create_sql_projection.sql
\ir install_file.psql
\set file sql/functions/current_tenants.sql
\ir install_file.psql
\set file sql/functions/delete_checkpoint.sql
\ir install_file.psql
\set file sql/functions/delete_consumer_group.sql
\ir install_file.psql
\set file sql/functions/delete_snapshots.sql
\ir install_file.psql
\set file sql/functions/delete_stream.sql
\ir install_file.psql
\set file sql/functions/delete_stream_permanently.sql
\ir install_file.psql
\set file sql/functions/detached_position.sql
\ir install_file.psql
\set file sql/functions/detached_version.sql
\ir install_file.psql
\set file sql/functions/disable_tenant_isolation.sql
\ir install_file.psql
\set file sql/functions/doctor.sql
\ir install_file.psql
\set file sql/functions/drop_event_index.sql
\ir install_file.psql
\set file sql/functions/drop_projection.sql
\ir install_file.psql
\set file sql/functions/enable_tenant_isolation.sql
\ir install_file.psql
\set file sql/functions/estimated_distinct.sql
\ir install_file.psql
\set file sql/functions/event_checksum.sql
\ir install_file.psql
\set file sql/functions/event_exists.sql
\ir install_file.psql
\set file sql/functions/event_index_target.sql
\ir install_file.psql
\set file sql/functions/examine_activity.sql
\ir install_file.psql
\set file sql/functions/examine_history.sql
\ir install_file.psql
\set file sql/functions/examine_installation.sql
\ir install_file.psql
\set file sql/functions/examine_roles.sql
\ir install_file.psql
\set file sql/functions/examine_server.sql
\ir install_file.psql
\set file sql/functions/examine_tenants.sql
\ir install_file.psql
\set file sql/functions/extend_consumer_group_lease.sql
\ir install_file.psql
\set file sql/functions/extend_outbox_lease.sql
\ir install_file.psql
\set file sql/functions/fetch_consumer_group_events.sql
\ir install_file.psql
\set file sql/functions/find_stored_append.sql
\ir install_file.psql
\set file sql/functions/first_pending_position.sql
\ir install_file.psql
\set file sql/functions/free_consumer_group_slots.sql
\ir install_file.psql
\set file sql/functions/function_rights.sql
\ir install_file.psql
\set file sql/functions/grant_rights.sql
\ir install_file.psql
\set file sql/functions/guard_table.sql
\ir install_file.psql
\set file sql/functions/handle_projection_events.sql
\ir install_file.psql
\set file sql/functions/head_position.sql
\ir install_file.psql
\set file sql/functions/health.sql
\ir install_file.psql
\set file sql/functions/hold_consumer_group_slots.sql
\ir install_file.psql
\set file sql/functions/hold_outbox_message.sql
\ir install_file.psql
\set file sql/functions/in_flight_appenders.sql
\ir install_file.psql
\set file sql/functions/in_flight_tag.sql
\ir install_file.psql
\set file sql/functions/indexed_condition.sql
\ir install_file.psql
\set file sql/functions/inline_projection_trigger.sql
\ir install_file.psql
\set file sql/functions/installed_files.sql
\ir install_file.psql
\set file sql/functions/is_beyond_limits.sql
\ir install_file.psql
\set file sql/functions/is_detached_version.sql
\ir install_file.psql
\set file sql/functions/is_queryable_json.sql
\ir install_file.psql
\set file sql/functions/isolate_table.sql
\ir install_file.psql
\set file sql/functions/join_consumer_group.sql
\ir install_file.psql
\set file sql/functions/latest_snapshot.sql
\ir install_file.psql
\set file sql/functions/leave_consumer_group.sql
\ir install_file.psql
\set file sql/functions/limits_condition.sql
\ir install_file.psql
\set file sql/functions/list_checkpoints.sql
\ir install_file.psql
\set file sql/functions/list_consumer_group_members.sql
\ir install_file.psql
\set file sql/functions/list_consumer_groups.sql
\ir install_file.psql
\set file sql/functions/list_event_indexes.sql
\ir install_file.psql
\set file sql/functions/list_parked_consumer_group_events.sql
\ir install_file.psql
\set file sql/functions/list_parked_outbox_messages.sql
\ir install_file.psql
\set file sql/functions/list_parked_projection_events.sql
\ir install_file.psql
\set file sql/functions/list_projections.sql
\ir install_file.psql
\set file sql/functions/list_snapshots.sql
\ir install_file.psql
\set file sql/functions/list_streams.sql
\ir install_file.psql
\set file sql/functions/list_tenant_assignments.sql
\ir install_file.psql
\set file sql/functions/load_checkpoint.sql
\ir install_file.psql
\set file sql/functions/lock_consumer_group.sql
\ir install_file.psql
\set file sql/functions/lock_projection.sql
\ir install_file.psql
\set file sql/functions/lock_stream.sql
\ir install_file.psql
\set file sql/functions/lock_timeout_statements.sql
\ir install_file.psql
\set file sql/functions/make_projection_asynchronous.sql
\ir install_file.psql
\set file sql/functions/make_projection_inline.sql
\ir install_file.psql
\set file sql/functions/missing_partitions.sql
\ir install_file.psql
\set file sql/functions/new_epoch.sql
\ir install_file.psql
\set file sql/functions/new_event_id.sql
\ir install_file.psql
\set file sql/functions/note_limits.sql
\ir install_file.psql
\set file sql/functions/note_projection_failure.sql
\ir install_file.psql
\set file sql/functions/note_removal.sql
\ir install_file.psql
\set file sql/functions/note_scavenged.sql
\ir install_file.psql
\set file sql/functions/outbox_statistics.sql
\ir install_file.psql
\set file sql/functions/park_consumer_group_event.sql
\ir install_file.psql
\set file sql/functions/park_consumer_group_head.sql
\ir install_file.psql
\set file sql/functions/park_outbox_message.sql
\ir install_file.psql
\set file sql/functions/park_projection_event.sql
\ir install_file.psql
\set file sql/functions/pause_projection.sql
\ir install_file.psql
\set file sql/functions/payload_encoding.sql
\ir install_file.psql
\set file sql/functions/payload_original_size.sql
\ir install_file.psql
\set file sql/functions/prune_snapshots.sql
\ir install_file.psql
\set file sql/functions/raise_consumer_group_lease_lost.sql
\ir install_file.psql
\set file sql/functions/raise_consumer_group_not_found.sql
\ir install_file.psql
\set file sql/functions/raise_detached.sql
\ir install_file.psql
\set file sql/functions/raise_error.sql
\ir install_file.psql
\set file sql/functions/raise_event_index_in_use.sql
\ir install_file.psql
\set file sql/functions/raise_invalid_json.sql
\ir install_file.psql
\set file sql/functions/raise_lease_lost.sql
\ir install_file.psql
\set file sql/functions/raise_projection_moved.sql
\ir install_file.psql
\set file sql/functions/raise_projection_not_found.sql
\ir install_file.psql
\set file sql/functions/raise_stream_deleted.sql
\ir install_file.psql
\set file sql/functions/raise_stream_not_found.sql
\ir install_file.psql
\set file sql/functions/read_aggregate_type.sql
\ir install_file.psql
\set file sql/functions/read_all.sql
\ir install_file.psql
\set file sql/functions/read_by_value.sql
\ir install_file.psql
\set file sql/functions/read_containing.sql
\ir install_file.psql
\set file sql/functions/read_correlation.sql
\ir install_file.psql
\set file sql/functions/read_event.sql
\ir install_file.psql
\set file sql/functions/read_event_type.sql
\ir install_file.psql
\set file sql/functions/read_indexed.sql
\ir install_file.psql
\set file sql/functions/read_stream.sql
\ir install_file.psql
\set file sql/functions/read_within_limits.sql
\ir install_file.psql
\set file sql/functions/refuse_change.sql
\ir install_file.psql
\set file sql/functions/refuse_compressed.sql
\ir install_file.psql
\set file sql/functions/refuse_streams.sql
\ir install_file.psql
\set file sql/functions/register_in_flight.sql
\ir install_file.psql
\set file sql/functions/release_outbox_lease.sql
\ir install_file.psql
\set file sql/functions/release_streams.sql
\ir install_file.psql
\set file sql/functions/removable_before.sql
\ir install_file.psql
\set file sql/functions/remove_events.sql
\ir install_file.psql
\set file sql/functions/rename_consumer_group.sql
\ir install_file.psql
\set file sql/functions/reopen_stream.sql
\ir install_file.psql
\set file sql/functions/replace_only_row.sql
\ir install_file.psql
\set file sql/functions/replay_outbox_messages.sql
\ir install_file.psql
\set file sql/functions/replay_parked_consumer_group_events.sql
\ir install_file.psql
\set file sql/functions/replay_parked_projection_events.sql
\ir install_file.psql
\set file sql/functions/require_all_tenants.sql
\ir install_file.psql
\set file sql/functions/require_not_inline.sql
\ir install_file.psql
\set file sql/functions/require_projection_function.sql
\ir install_file.psql
\set file sql/functions/require_projection_tenant.sql
\ir install_file.psql
\set file sql/functions/require_read_committed.sql
\ir install_file.psql
\set file sql/functions/require_tenant.sql
\ir install_file.psql
\set file sql/functions/reset_consumer_group.sql
\ir install_file.psql
\set file sql/functions/reset_projection.sql
\ir install_file.psql
\set file sql/functions/rest_after_work.sql
\ir install_file.psql
\set file sql/functions/resume_projection.sql
\ir install_file.psql
\set file sql/functions/retry_consumer_group_event.sql
\ir install_file.psql
\set file sql/functions/retry_outbox_message.sql
\ir install_file.psql
\set file sql/functions/ring_bell.sql
\ir install_file.psql
\set file sql/functions/run_projection.sql
\ir install_file.psql
\set file sql/functions/safe_position.sql
\ir install_file.psql
\set file sql/functions/save_checkpoint.sql
\ir install_file.psql
\set file sql/functions/save_snapshot.sql
\ir install_file.psql
\set file sql/functions/scavenge.sql
\ir install_file.psql
\set file sql/functions/schema_version.sql
\ir install_file.psql
\set file sql/functions/server_facts.sql
\ir install_file.psql
\set file sql/functions/server_timeline.sql
\ir install_file.psql
\set file sql/functions/set_lock_timeout.sql
\ir install_file.psql
\set file sql/functions/set_stream_metadata.sql
\ir install_file.psql
\set file sql/functions/settings.sql
\ir install_file.psql
\set file sql/functions/settle_consumer_group_failure.sql
\ir install_file.psql
\set file sql/functions/settle_consumer_group_streams.sql
\ir install_file.psql
\set file sql/functions/settle_event_ids.sql
\ir install_file.psql
\set file sql/functions/settle_outbox_streams.sql
\ir install_file.psql
\set file sql/functions/settle_parked_projection_event.sql
\ir install_file.psql
\set file sql/functions/settle_stop_position.sql
\ir install_file.psql
\set file sql/functions/statistics.sql
\ir install_file.psql
\set file sql/functions/statistics_by_aggregate_type.sql
\ir install_file.psql
\set file sql/functions/statistics_by_event_type.sql
\ir install_file.psql
\set file sql/functions/stop_projection_at.sql
\ir install_file.psql
\set file sql/functions/store_information.sql
\ir install_file.psql
\set file sql/functions/stream_metadata.sql
\ir install_file.psql
\set file sql/functions/stream_version.sql
\ir install_file.psql
\set file sql/functions/switch_projection.sql
\ir install_file.psql
\set file sql/functions/truncate_stream.sql
\ir install_file.psql
\set file sql/functions/unassign_tenant.sql
\ir install_file.psql
\set file sql/functions/verify.sql
\ir install_file.psql
\set file sql/functions/verify_range.sql
\ir install_file.psql
\set file sql/functions/verify_streams.sql
\ir install_file.psql
\set file sql/functions/wait_for_checkpoint.sql
\ir install_file.psql
\set file sql/functions/wait_for_transactions.sql
\ir install_file.psql
\set file sql/functions/write_outbox_messages.sql
\ir install_file.psql
\set file partitions/attach_partition.sql
\ir install_file.psql
\set file partitions/attempt_partition.sql
\ir install_file.psql
\set file partitions/begin_detach_partition.sql
\ir install_file.psql
\set file partitions/close_partition.sql
\ir install_file.psql
\set file partitions/compress_partition.sql
\ir install_file.psql
\set file partitions/compress_partition_statements.sql
\ir install_file.psql
\set file partitions/compressing_partition.sql
\ir install_file.psql
\set file partitions/copy_partition_indexes.sql
\ir install_file.psql
\set file partitions/copy_partition_rows.sql
\ir install_file.psql
\set file partitions/copy_partition_table.sql
\ir install_file.psql
\set file partitions/count_partition_rows.sql
\ir install_file.psql
\set file partitions/create_partitions.sql
\ir install_file.psql
\set file partitions/create_partitions_ahead.sql
\ir install_file.psql
\set file partitions/detach_partition.sql
\ir install_file.psql
\set file partitions/detach_partition_statements.sql
\ir install_file.psql
\set file partitions/drop_partition.sql
\ir install_file.psql
\set file partitions/drop_partition_statements.sql
\ir install_file.psql
\set file partitions/extend_partitions.sql
\ir install_file.psql
\set file partitions/finalize_detached_partition.sql
\ir install_file.psql
\set file partitions/finish_detach_partition.sql
\ir install_file.psql
\set file partitions/is_attached_partition.sql
\ir install_file.psql
\set file partitions/list_partitions.sql
\ir install_file.psql
\set file partitions/maintain_partitions.sql
\ir install_file.psql
\set file partitions/measure_partitions.sql
\ir install_file.psql
\set file partitions/open_partition.sql
\ir install_file.psql
\set file partitions/partition_alarm.sql
\ir install_file.psql
\set file partitions/partition_table.sql
\ir install_file.psql
\set file partitions/pass_over_partition.sql
\ir install_file.psql
\set file partitions/raise_partition_in_use.sql
\ir install_file.psql
\set file partitions/reconcile_partitions.sql
\ir install_file.psql
\set file partitions/require_current_partitions.sql
\ir install_file.psql
\set file partitions/require_fitting_partition.sql
\ir install_file.psql
\set file partitions/require_partition.sql
\ir install_file.psql
\set file partitions/require_partition_scheduler.sql
\ir install_file.psql
\set file partitions/require_partition_table.sql
\ir install_file.psql
\set file partitions/require_unneeded_partition.sql
\ir install_file.psql
\set file partitions/schedule_partition_maintenance.sql
\ir install_file.psql
\set file partitions/settle_partition.sql
\ir install_file.psql
\set file partitions/unschedule_partition_maintenance.sql
\ir install_file.psql
\set file sql/views/events_per_day.sql
\ir install_file.psql
\set file sql/views/in_flight_appends.sql
\ir install_file.psql
\set file sql/views/most_active_aggregates.sql
\ir install_file.psql
\set file sql/views/outbox_age.sql
\ir install_file.psql
\set file sql/views/partition_overview.sql
\ir install_file.psql
\set file sql/views/projection_lag.sql
\ir install_file.psql
\set file sql/views/table_and_index_sizes.sql
\ir install_file.psql
SELECT grant_rights() \gset ignored_
COMMIT;
