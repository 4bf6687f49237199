import ArgumentParser
import EventSourcing
import EventStorePostgres

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Numbers about the store: events, streams, types, size.",
        discussion: """
            Counting reads an index of every partition. --estimate is immediate, but as old as the last ANALYZE, and covers \
            all tenants.

            EXAMPLES:
              eventstore stats
              eventstore stats --estimate
              eventstore stats --by event-type --format json
              eventstore stats --by encoding
            """)

    enum Precision: EnumerableFlag {
        case exact
        case estimate
    }

    enum Grouping: String, ExpressibleByArgument, CaseIterable {
        case eventType = "event-type"
        case aggregateType = "aggregate-type"
        case encoding
    }

    @Flag(help: "Count, or take the planner's estimates.")
    var precision = Precision.exact

    @Option(
        help: """
            One line for each event type or aggregate type, most events first, or for each event type and encoding with what \
            compression saves; always counted.
            """)
    var by: Grouping?

    @Option(help: "Only this tenant's part. Without it that of all tenants.")
    var tenant: Tenant?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if precision == .estimate, by != nil || tenant != nil {
            throw ValidationError("--estimate goes neither with --by nor with --tenant")
        }
    }

    func run() async throws {
        try await store.withStore(isLongRunning: true) { store in
            switch by {
            case nil:
                try output.print(Self.fields(try await store.statistics(exact: precision == .exact, tenant: tenant)))
            case .encoding?: try print(try await store.compressionStatistics(tenant: tenant))
            case .eventType?: try print(try await store.statisticsByEventType(tenant: tenant), "event_type")
            case .aggregateType?: try print(try await store.statisticsByAggregateType(tenant: tenant), "aggregate_type")
            }
        }
    }

    private static func fields(_ statistics: StoreStatistics) -> [(String, JSONValue)] {
        [
            ("events", .integer(statistics.events)), ("streams", .integer(statistics.streams)),
            ("event_types", .optional(statistics.eventTypes)),
            ("aggregate_types", .optional(statistics.aggregateTypes)),
            ("first_position", .optional(statistics.firstPosition?.rawValue)),
            ("last_position", .optional(statistics.lastPosition?.rawValue)),
            ("size_bytes", .optional(statistics.sizeBytes)), ("size", .optional(statistics.size)),
            ("is_exact", .bool(statistics.isExact)),
        ]
    }

    private func print(_ rows: [CompressionStatistics]) throws {
        try output.print(
            Table(
                [
                    .flexible("TYPE"), .text("ENCODING"), .number("EVENTS"), .number("ORIGINAL"), .number("STORED"),
                    .number("LEFT"),
                ],
                rows: rows.map { row in
                    [
                        row.eventType.rawValue, row.encoding ?? "-", Numbers.grouped(row.events),
                        Numbers.bytes(row.originalSizeBytes), Numbers.bytes(row.storedSizeBytes),
                        row.ratio.map { "\(Int(($0 * 100).rounded())) %" } ?? "-",
                    ]
                }),
            rows.map { row in
                .object([
                    ("event_type", .string(row.eventType.rawValue)),
                    ("encoding", row.encoding.map { .string($0) } ?? .null),
                    ("events", .integer(row.events)), ("original_size_bytes", .integer(row.originalSizeBytes)),
                    ("stored_size_bytes", .integer(row.storedSizeBytes)),
                ])
            })
    }

    private func print(_ rows: [TypeStatistics], _ name: String) throws {
        let hasStreams = rows.contains { $0.streams != nil }
        try output.print(
            Table(
                [.flexible("TYPE"), .number("EVENTS")] + (hasStreams ? [.number("STREAMS")] : [])
                    + [.number("DATA"), .text("FIRST"), .text("LAST")],
                rows: rows.map { row in
                    [row.name, Numbers.grouped(row.events)] + (hasStreams ? [Numbers.grouped(row.streams ?? 0)] : [])
                        + [
                            Numbers.bytes(row.dataSizeBytes), Timestamp.print(row.firstTimestamp),
                            Timestamp.print(row.lastTimestamp),
                        ]
                }),
            rows.map { row in
                .object(
                    [(name, .string(row.name)), ("events", .integer(row.events))]
                        + (row.streams.map { [("streams", .integer($0))] } ?? []) + [
                            ("data_size_bytes", .integer(row.dataSizeBytes)),
                            ("first_timestamp", .time(row.firstTimestamp)),
                            ("last_timestamp", .time(row.lastTimestamp)),
                        ])
            })
    }
}
