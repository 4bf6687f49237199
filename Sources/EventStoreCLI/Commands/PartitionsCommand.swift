import ArgumentParser
import EventSourcing
import EventStorePostgres

struct PartitionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partitions",
        abstract: "Look after the monthly partitions of the log.",
        discussion: """
            An event whose month has no partition is refused, so run `maintain` daily, and watch `alarm`.

            EXAMPLES:
              eventstore partitions maintain
              eventstore partitions alarm || page-somebody
              eventstore partitions create --from 2011-10-01 --until 2012-03-31
              eventstore partitions detach events_2024_01
            """,
        subcommands: [
            List.self, Create.self, Ahead.self, Maintain.self, Alarm.self, Close.self, Open.self, Detach.self,
            Attach.self, PassOver.self, Drop.self, Compress.self, Schedule.self, Unschedule.self,
        ])
}

extension PartitionsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the partitions with their events and sizes.",
            discussion: "EXAMPLE:\n  eventstore partitions list --estimate")

        @Flag(help: "Count the events, or take the planner's estimates.")
        var precision = StatsCommand.Precision.exact
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let partitions = try await store.withStore(isLongRunning: true) {
                try await $0.listPartitions(exact: precision == .exact)
            }
            try output.print(Self.table(partitions), partitions.map(Self.json))
        }

        private static func table(_ partitions: [PartitionInformation]) -> Table {
            Table(
                [
                    .text("PARTITION"), .text("FROM"), .text("UNTIL"), .text("STATE"), .number("EVENTS"),
                    .number("SIZE"),
                    .number("FIRST"), .number("LAST"),
                ],
                rows: partitions.map {
                    [
                        $0.partitionName, Timestamp.print($0.lowerBound), Timestamp.print($0.upperBound),
                        $0.state.rawValue, Numbers.grouped($0.events),
                        $0.size, $0.firstPosition?.description ?? "-", $0.lastPosition?.description ?? "-",
                    ]
                })
        }

        private static func json(_ partition: PartitionInformation) -> JSONValue {
            .object([
                ("name", .string(partition.partitionName)), ("lower_bound", .time(partition.lowerBound)),
                ("upper_bound", .time(partition.upperBound)),
                ("state", .string(partition.state.rawValue)), ("events", .integer(partition.events)),
                ("size_bytes", .integer(partition.sizeBytes)),
                ("first_position", .optional(partition.firstPosition?.rawValue)),
                ("last_position", .optional(partition.lastPosition?.rawValue)),
                ("is_passed_over", .bool(partition.isPassedOver)),
                ("compressed_at", .optional(partition.compressedAt)),
            ])
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create the partitions for a range of time, both ends included.",
            discussion: "EXAMPLE:\n  eventstore partitions create --from 2011-10-01 --until 2012-03-31")

        @Option(help: "The first time.")
        var from: TimeArgument
        @Option(help: "The last time.")
        var until: TimeArgument
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try output.printDone(
                try await store.withStore(isLongRunning: true) {
                    try await $0.createPartitions(from: from.date, until: until.date)
                },
                "created", nothing: "all partitions are there")
        }
    }

    struct Ahead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create the partitions of this month and of the next ones.",
            discussion: "EXAMPLE:\n  eventstore partitions ahead --months 12")

        @Option(help: "How many months after this one.")
        var months = 3
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try output.printDone(
                try await store.withStore(isLongRunning: true) { try await $0.createPartitionsAhead(months: months) },
                "created", nothing: "all partitions are there")
        }
    }

    struct Alarm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Exit with 84 when the partitions end soon.",
            discussion: "EXAMPLE:\n  eventstore partitions alarm --days 14 || page-somebody")

        @Option(help: "How many days ahead there must be partitions.")
        var days = 30
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...36_500).contains(days) else { throw ValidationError("--days must be 1 to 36,500") }
        }

        func run() async throws {
            let alarm = try await store.withStore { try await $0.partitionAlarm(warning: .seconds(days * 86_400)) }
            guard let alarm else {
                return try output.format == .json
                    ? output.print([("severity", .null)]) : Console.print("the partitions reach far enough")
            }
            try output.print([
                ("severity", .string(alarm.severity.rawValue)),
                ("last_partition_ends", .optional(alarm.lastPartitionEnds)),
                ("message", .string(alarm.message)),
            ])
            throw SilentExit(status: .alarm)
        }
    }
}

extension OutputOptions {
    func printDone(_ names: [String], _ verb: String?, nothing: String) throws {
        if format == .json {
            for name in names { try Console.print(JSONValue.object([("partition", .string(name))]).text) }
        } else if names.isEmpty {
            try Console.print(nothing)
        } else {
            for name in names { try Console.print(verb.map { "\($0) \(name)" } ?? name) }
        }
    }
}
