import ArgumentParser
import EventSourcing
import EventStorePostgres

struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Say how the store fares: versions, head, barrier, partitions ahead, connections.",
        discussion: """
            Readers wait at the safe position until the appenders in flight have ended; --appenders names them.

            EXAMPLES:
              eventstore health
              eventstore health --appenders
              eventstore health --format json
            """)

    @Flag(help: "List the transactions that have appended and not ended yet.")
    var appenders = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore { store in
            if appenders {
                let appenders = try await store.inFlightAppenders()
                try output.print(Self.table(appenders), appenders.map(Self.json))
            } else {
                try output.print(Self.fields(try await store.health()))
            }
        }
    }

    private static func fields(_ health: StoreHealth) -> [(String, JSONValue)] {
        [
            ("server_version", .string(health.serverVersion)), ("database_name", .string(health.databaseName)),
            ("host", .string(health.host)), ("is_in_recovery", .bool(health.isInRecovery)),
            ("schema_name", .string(health.schemaName)),
            ("schema_version", .integer(Int64(health.schemaVersion))), ("epoch", .id(health.epoch)),
            ("head_position", .optional(health.headPosition?.rawValue)),
            ("safe_position", .optional(health.safePosition?.rawValue)),
            ("in_flight_appenders", .integer(Int64(health.inFlightAppenders))),
            ("partitions_ahead", .integer(Int64(health.partitionsAhead))),
            ("last_partition_ends", .optional(health.lastPartitionEnds)), ("checked_at", .time(health.checkedAt)),
            ("connections", .integer(Int64(health.pool.shared + health.pool.size))),
            ("round_trip_milliseconds", .number((health.roundTrip.inSeconds * 100_000).rounded() / 100)),
        ]
    }

    private static func table(_ appenders: [InFlightAppender]) -> Table {
        Table(
            [
                .number("POSITION"), .number("PID"), .number("AGE"), .text("STATE"), .text("APPLICATION"),
                .text("USER"),
                .text("CLIENT"), .flexible("QUERY"),
            ],
            rows: appenders.map { appender in
                [
                    appender.registeredPosition.description, appender.pid.map { String($0) } ?? "-",
                    appender.transactionAge.map { Numbers.duration($0.inSeconds) } ?? "-", appender.state ?? "-",
                    appender.applicationName ?? "-", appender.userName ?? "-", appender.clientAddress ?? "-",
                    appender.query ?? "-",
                ]
            })
    }

    private static func json(_ appender: InFlightAppender) -> JSONValue {
        .object([
            ("registered_position", .integer(appender.registeredPosition.rawValue)),
            ("pid", .optional(appender.pid.map(Int64.init))),
            ("transaction_age_seconds", appender.transactionAge.map { .number($0.inSeconds) } ?? .null),
            ("state", .optional(appender.state)), ("application_name", .optional(appender.applicationName)),
            ("user_name", .optional(appender.userName)), ("client_address", .optional(appender.clientAddress)),
            ("wait_event", .optional(appender.waitEvent)),
            ("query", .optional(appender.query)),
        ])
    }
}
