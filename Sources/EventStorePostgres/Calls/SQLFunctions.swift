/// The statements that call the functions of the contract in one schema. All SQL that Swift sends is made here.
struct SQLFunctions: Sendable {
    let schema: String
    /// The schema's name as a quoted identifier.
    let quotedSchema: String

    init(schema: String) {
        let quoted =
            "\"" + schema.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        func function(_ name: String, _ count: Int) -> Statement {
            let parameters = (0..<count).map { "$\($0 + 1)" }.joined(separator: ", ")
            return Statement(name: name, sql: "SELECT * FROM \(quoted).\(name)(\(parameters))")
        }
        // The time to wait comes as seconds.
        func steps(_ name: String) -> Statement {
            Statement(name: name, sql: "SELECT * FROM \(quoted).\(name)($1, $2 * interval '1 second')")
        }
        self.schema = schema
        quotedSchema = quoted
        appendStreams = function("append_streams", 18)
        appendEvent = function("append_event", 14)
        readStream = function("read_stream", 8)
        readAll = function("read_all", 10)
        readCorrelation = function("read_correlation", 4)
        readEvent = function("read_event", 2)
        streamVersion = function("stream_version", 3)
        listStreams = function("list_streams", 9)
        safePosition = function("safe_position", 0)
        loadCheckpoint = function("load_checkpoint", 2)
        checkCheckpoint = function("check_checkpoint", 4)
        saveCheckpoint = function("save_checkpoint", 9)
        listCheckpoints = function("list_checkpoints", 1)
        deleteCheckpoint = function("delete_checkpoint", 2)
        statistics = function("statistics", 2)
        statisticsByEventType = function("statistics_by_event_type", 1)
        compressionStatistics = function("compression_statistics", 1)
        statisticsByAggregateType = function("statistics_by_aggregate_type", 1)
        deleteStream = function("delete_stream", 4)
        reopenStream = function("reopen_stream", 3)
        truncateStream = function("truncate_stream", 4)
        deleteStreamPermanently = function("delete_stream_permanently", 4)
        scavenge = function("scavenge", 2)
        // An interval travels as a number: seconds there, microseconds back.
        setStreamMetadata = Statement(
            name: "set_stream_metadata",
            sql: "SELECT * FROM \(quoted).set_stream_metadata($1, $2, $3, make_interval(secs => $4), $5)")
        streamMetadata = Statement(
            name: "stream_metadata",
            sql: """
                SELECT version, max_count, (extract(EPOCH FROM max_age) * 1000000)::bigint, truncate_before,
                    scavenged_before, deleted_at
                FROM \(quoted).stream_metadata($1, $2, $3)
                """)
        storeInformation = function("store_information", 0)
        health = function("health", 0)
        createPartitions = function("create_partitions", 2)
        createPartitionsAhead = function("create_partitions_ahead", 1)
        // An age comes as months and days.
        func age(_ number: Int) -> String { "make_interval(months => $\(number), days => $\(number + 1))" }
        maintainPartitions = Statement(
            name: "maintain_partitions",
            sql: "SELECT * FROM \(quoted).maintain_partitions($1, \(age(2)), \(age(4)), \(age(6)))")
        schedulePartitionMaintenance = Statement(
            name: "schedule_partition_maintenance",
            sql:
                "SELECT * FROM \(quoted).schedule_partition_maintenance($8, $1, \(age(2)), \(age(4)), \(age(6)))")
        unschedulePartitionMaintenance = function("unschedule_partition_maintenance", 0)
        listPartitions = function("list_partitions", 1)
        closePartition = function("close_partition", 1)
        openPartition = function("open_partition", 1)
        detachPartition = function("detach_partition", 2)
        attachPartition = function("attach_partition", 2)
        passOverPartition = function("pass_over_partition", 2)
        dropPartition = function("drop_partition", 2)
        detachPartitionStatements = steps("detach_partition_statements")
        compressPartitionStatements = steps("compress_partition_statements")
        createEventIndexStatements = function("create_event_index_statements", 2)
        dropEventIndex = function("drop_event_index", 2)
        listEventIndexes = function("list_event_indexes", 0)
        readByValue = function("read_by_value", 6)
        readContaining = function("read_containing", 6)
        verify = function("verify", 3)
        verifyStreams = function("verify_streams", 1)
        settings = function("settings", 0)
        changeSetting = function("change_setting", 2)
        newEpoch = function("new_epoch", 0)
        confirmEpoch = function("confirm_epoch", 0)
        doctor = function("doctor", 0)
        claimOutboxMessages = Statement(
            name: "claim_outbox_messages",
            sql: "SELECT * FROM \(quoted).claim_outbox_messages($1, $2, $3, make_interval(secs => $4), $5)")
        extendOutboxLease = Statement(
            name: "extend_outbox_lease",
            sql: "SELECT * FROM \(quoted).extend_outbox_lease($1, make_interval(secs => $2))")
        completeOutboxMessages = function("complete_outbox_messages", 2)
        retryOutboxMessage = Statement(
            name: "retry_outbox_message",
            sql: "SELECT * FROM \(quoted).retry_outbox_message($1, $2, $3, make_interval(secs => $4))")
        parkOutboxMessage = function("park_outbox_message", 3)
        releaseOutboxLease = function("release_outbox_lease", 1)
        listParkedOutboxMessages = function("list_parked_outbox_messages", 3)
        replayOutboxMessages = function("replay_outbox_messages", 3)
        cleanOutbox = Statement(
            name: "clean_outbox", sql: "SELECT * FROM \(quoted).clean_outbox(make_interval(secs => $1), $2, $3)")
        outboxStatistics = function("outbox_statistics", 1)
        saveSnapshot = function("save_snapshot", 13)
        latestSnapshot = function("latest_snapshot", 6)
        listSnapshots = function("list_snapshots", 4)
        pruneSnapshots = Statement(
            name: "prune_snapshots",
            sql: "SELECT * FROM \(quoted).prune_snapshots($1, make_interval(secs => $2), $3, $4, $5)")
        deleteSnapshots = function("delete_snapshots", 4)
        createConsumerGroup = Statement(
            name: "create_consumer_group",
            sql: """
                SELECT * FROM \(quoted).create_consumer_group($1, $2, $3, $4, $5, $6, make_interval(secs => $7), $8, $9, $10, $11)
                """)
        // Intervals travel as numbers: seconds there, microseconds back.
        func microseconds(_ name: String) -> String { "(extract(EPOCH FROM \(name)) * 1000000)::bigint" }
        let membership =
            "member_id, \(microseconds("lease")), slots_held, fair_share, \(microseconds("look_again_after"))"
        joinConsumerGroup = Statement(
            name: "join_consumer_group",
            sql: "SELECT \(membership) FROM \(quoted).join_consumer_group($1, $2, $3)")
        extendConsumerGroupLease = Statement(
            name: "extend_consumer_group_lease",
            sql: "SELECT $1, \(membership.dropFirst(11)) FROM \(quoted).extend_consumer_group_lease($1)")
        leaveConsumerGroup = function("leave_consumer_group", 1)
        fetchConsumerGroupEvents = function("fetch_consumer_group_events", 2)
        acknowledgeConsumerGroupEvents = function("acknowledge_consumer_group_events", 4)
        retryConsumerGroupEvent = Statement(
            name: "retry_consumer_group_event",
            sql: "SELECT * FROM \(quoted).retry_consumer_group_event($1, $2, $3, $4, $5, make_interval(secs => $6))")
        parkConsumerGroupEvent = function("park_consumer_group_event", 5)
        listConsumerGroups = Statement(
            name: "list_consumer_groups",
            sql: """
                SELECT name, CASE WHEN NOT is_for_all_tenants THEN tenant END, aggregate_types, event_types, slots,
                    \(microseconds("lease")), max_attempts, max_unacknowledged, members, free_slots, settled_position, lag,
                    unacknowledged, waiting_streams, parked_events, last_error, is_of_this_history, created_at
                FROM \(quoted).list_consumer_groups($1)
                """)
        listConsumerGroupMembers = function("list_consumer_group_members", 2)
        listParkedConsumerGroupEvents = function("list_parked_consumer_group_events", 4)
        replayParkedConsumerGroupEvents = function("replay_parked_consumer_group_events", 6)
        resetConsumerGroup = function("reset_consumer_group", 3)
        renameConsumerGroup = function("rename_consumer_group", 3)
        deleteConsumerGroup = function("delete_consumer_group", 2)
        createProjection = function("create_projection", 6)
        listProjections = function("list_projections", 2)
        beginProjectionBatch = function("begin_projection_batch", 4)
        completeProjectionBatch = function("complete_projection_batch", 7)
        parkProjectionEvent = function("park_projection_event", 6)
        pauseProjection = function("pause_projection", 3)
        resumeProjection = function("resume_projection", 4)
        stopProjectionAt = function("stop_projection_at", 3)
        resetProjection = function("reset_projection", 3)
        beginProjectionRebuild = function("begin_projection_rebuild", 2)
        beginProjectionSwitch = function("begin_projection_switch", 3)
        switchProjection = function("switch_projection", 3)
        abandonProjectionRebuild = function("abandon_projection_rebuild", 2)
        dropProjection = function("drop_projection", 2)
        listParkedProjectionEvents = function("list_parked_projection_events", 4)
        replayParkedProjectionEvents = function("replay_parked_projection_events", 4)
        beginParkedProjectionEvent = function("begin_parked_projection_event", 3)
        settleParkedProjectionEvent = function("settle_parked_projection_event", 5)
        createSQLProjection = function("create_sql_projection", 10)
        runProjection = function("run_projection", 4)
        makeProjectionInline = function("make_projection_inline", 3)
        makeProjectionAsynchronous = function("make_projection_asynchronous", 2)
        noteProjectionFailure = Statement(
            name: "note_projection_failure",
            sql:
                "SELECT * FROM \(quoted).note_projection_failure($1, $2, $3, $4, $5, make_interval(secs => $6), $7, $8)"
        )
        installFile = function("install_file", 2)
        grantRights = function("grant_rights", 0)
        beginInstall = function("begin_install", 1)
        schemaHistory = Statement(
            name: "installed_files", sql: "SELECT path, checksum FROM \(quoted).installed_files()")
    }

    let appendStreams: Statement
    let appendEvent: Statement
    let readStream: Statement
    let readAll: Statement
    let readCorrelation: Statement
    let readEvent: Statement
    let streamVersion: Statement
    let listStreams: Statement
    let safePosition: Statement
    let loadCheckpoint: Statement
    let checkCheckpoint: Statement
    let saveCheckpoint: Statement
    let listCheckpoints: Statement
    let deleteCheckpoint: Statement
    let statistics: Statement
    let statisticsByEventType: Statement
    let compressionStatistics: Statement
    let statisticsByAggregateType: Statement
    let deleteStream: Statement
    let reopenStream: Statement
    let truncateStream: Statement
    let deleteStreamPermanently: Statement
    let scavenge: Statement
    let setStreamMetadata: Statement
    let streamMetadata: Statement
    let storeInformation: Statement
    let health: Statement
    let createPartitions: Statement
    let createPartitionsAhead: Statement
    let maintainPartitions: Statement
    let schedulePartitionMaintenance: Statement
    let unschedulePartitionMaintenance: Statement
    let listPartitions: Statement
    let closePartition: Statement
    let openPartition: Statement
    let detachPartition: Statement
    let attachPartition: Statement
    let passOverPartition: Statement
    let dropPartition: Statement
    let detachPartitionStatements: Statement
    let compressPartitionStatements: Statement
    let createEventIndexStatements: Statement
    let dropEventIndex: Statement
    let listEventIndexes: Statement
    let readByValue: Statement
    let readContaining: Statement
    let verify: Statement
    let verifyStreams: Statement
    let settings: Statement
    let changeSetting: Statement
    let newEpoch: Statement
    let confirmEpoch: Statement
    let doctor: Statement
    let claimOutboxMessages: Statement
    let extendOutboxLease: Statement
    let completeOutboxMessages: Statement
    let retryOutboxMessage: Statement
    let parkOutboxMessage: Statement
    let releaseOutboxLease: Statement
    let listParkedOutboxMessages: Statement
    let replayOutboxMessages: Statement
    let cleanOutbox: Statement
    let outboxStatistics: Statement
    let saveSnapshot: Statement
    let latestSnapshot: Statement
    let listSnapshots: Statement
    let pruneSnapshots: Statement
    let deleteSnapshots: Statement
    let createConsumerGroup: Statement
    let joinConsumerGroup: Statement
    let extendConsumerGroupLease: Statement
    let leaveConsumerGroup: Statement
    let fetchConsumerGroupEvents: Statement
    let acknowledgeConsumerGroupEvents: Statement
    let retryConsumerGroupEvent: Statement
    let parkConsumerGroupEvent: Statement
    let listConsumerGroups: Statement
    let listConsumerGroupMembers: Statement
    let listParkedConsumerGroupEvents: Statement
    let replayParkedConsumerGroupEvents: Statement
    let resetConsumerGroup: Statement
    let renameConsumerGroup: Statement
    let deleteConsumerGroup: Statement
    let createProjection: Statement
    let listProjections: Statement
    let beginProjectionBatch: Statement
    let completeProjectionBatch: Statement
    let parkProjectionEvent: Statement
    let pauseProjection: Statement
    let resumeProjection: Statement
    let stopProjectionAt: Statement
    let resetProjection: Statement
    let beginProjectionRebuild: Statement
    let beginProjectionSwitch: Statement
    let switchProjection: Statement
    let abandonProjectionRebuild: Statement
    let dropProjection: Statement
    let listParkedProjectionEvents: Statement
    let replayParkedProjectionEvents: Statement
    let beginParkedProjectionEvent: Statement
    let settleParkedProjectionEvent: Statement
    let createSQLProjection: Statement
    let runProjection: Statement
    let makeProjectionInline: Statement
    let makeProjectionAsynchronous: Statement
    let noteProjectionFailure: Statement
    let installFile: Statement
    let grantRights: Statement
    let beginInstall: Statement
    let schemaHistory: Statement
}
