import ArgumentParser
import EventSourcing
import EventStorePostgres

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Publish the messages of the outbox, and look after it.",
        discussion: """
            EXAMPLES:
              eventstore outbox relay --webhook https://example.com/events
              eventstore outbox stats
              eventstore outbox parked
            """,
        subcommands: [Relay.self, Stats.self, Parked.self, Replay.self, Clean.self])
}

extension OutboxCommand {
    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say how much is pending, held, waiting and parked, and since when the oldest waits.",
            discussion: "EXAMPLE:\n  eventstore outbox stats --format json")

        @Option(help: "Only this tenant's. Without it those of all tenants.")
        var tenant: Tenant?
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let statistics = try await store.withStore(isLongRunning: true) {
                try await $0.outboxStatistics(tenant: tenant)
            }
            try output.print([
                ("pending_messages", .integer(statistics.pendingMessages)),
                ("pending_streams", .integer(statistics.pendingStreams)),
                ("leased_streams", .integer(statistics.leasedStreams)),
                ("delayed_streams", .integer(statistics.delayedStreams)),
                ("expired_leases", .integer(statistics.expiredLeases)),
                ("parked_messages", .integer(statistics.parkedMessages)),
                ("done_messages", .integer(statistics.doneMessages)),
                ("oldest_pending_at", .optional(statistics.oldestPendingAt)),
                ("workers", .integer(statistics.workers)),
            ])
        }
    }

    struct Parked: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the messages that were set aside, with their last error.",
            discussion: "EXAMPLE:\n  eventstore outbox parked --format json")

        @Option(help: "Begin after this global position.")
        var after = GlobalPosition.start
        @Option(help: "The most messages, 1 to 100000.")
        var limit = 100
        @Option(help: "Only this tenant's. Without it those of all tenants.")
        var tenant: Tenant?
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !(1...100_000).contains(limit) { throw ValidationError("--limit must be 1 to 100000") }
        }

        func run() async throws {
            let messages = try await store.withStore(payloads: []) {
                try await $0.parkedOutboxMessages(after: after, limit: limit, tenant: tenant)
            }
            try output.print(Self.table(messages), messages.map(Self.json))
        }

        private static func table(_ messages: [OutboxMessage]) -> Table {
            Table(
                [
                    .number("POSITION"), .text("TENANT"), .flexible("TYPE"), .flexible("ID"), .number("VERSION"),
                    .flexible("EVENT TYPE"), .number("ATTEMPTS"), .text("PARKED"), .flexible("ERROR"),
                ],
                rows: messages.map {
                    [
                        $0.event.globalPosition.description, $0.event.stream.tenant.rawValue,
                        $0.event.stream.aggregateType, $0.event.stream.aggregateID, $0.event.version.description,
                        $0.event.type.rawValue, Numbers.grouped(Int64($0.attempts)),
                        $0.parkedAt.map(Timestamp.print) ?? "", $0.lastError ?? "",
                    ]
                })
        }

        private static func json(_ message: OutboxMessage) -> JSONValue {
            .object([
                ("global_position", .integer(message.event.globalPosition.rawValue)),
                ("event_id", .id(message.event.id)),
                ("tenant", .string(message.event.stream.tenant.rawValue)),
                ("aggregate_type", .string(message.event.stream.aggregateType)),
                ("aggregate_id", .string(message.event.stream.aggregateID)),
                ("version", .integer(message.event.version.rawValue)),
                ("event_type", .string(message.event.type.rawValue)),
                ("attempts", .integer(Int64(message.attempts))),
                ("parked_at", .optional(message.parkedAt)), ("last_error", .optional(message.lastError)),
            ])
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make messages that were set aside pending again.",
            discussion: """
                Exits with 66 when a position is given and no message is parked there.

                EXAMPLES:
                  eventstore outbox replay --all
                  eventstore outbox replay 1200 1207
                """)

        @Argument(help: "The global positions of the messages.")
        var positions: [GlobalPosition] = []
        @Flag(help: "All that are parked; not what is parked again meanwhile.")
        var all = false
        @Option(help: "Only this tenant's. Without it those of all tenants.")
        var tenant: Tenant?
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if all == !positions.isEmpty { throw ValidationError("give either positions or --all") }
        }

        func run() async throws {
            let replayed = try await store.withStore(payloads: []) { store in
                guard all else {
                    return try await store.replayOutboxMessages(positions, limit: 100_000, tenant: tenant)
                }
                return try await replayAll(store)
            }
            if replayed == 0, !all {
                throw CommandFailure(
                    .inputMissing, "no message is parked there", hint: "eventstore outbox parked shows those there are."
                )
            }
            try output.format == .json
                ? output.print([("replayed", .integer(Int64(replayed)))])
                : Console.print("replayed \(Numbers.grouped(Int64(replayed))) messages")
        }

        /// One pass by position: what is parked again behind it, by a relay that works meanwhile, stays parked.
        private func replayAll(_ store: PostgresEventStore) async throws -> Int {
            var total = 0
            var position = GlobalPosition.start
            while true {
                // A page holds the messages with their data.
                let page = try await store.parkedOutboxMessages(after: position, limit: 100, tenant: tenant)
                guard let last = page.last else { return total }
                position = last.event.globalPosition
                total += try await store.replayOutboxMessages(
                    page.map(\.event.globalPosition), limit: page.count, tenant: tenant)
                try Task.checkCancellation()
            }
        }
    }

    struct Clean: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete messages that were published, in batches.",
            discussion: """
                Can be stopped at any time; what is deleted is deleted. Pending messages stay.

                EXAMPLES:
                  eventstore outbox clean
                  eventstore outbox clean --older-than-hours 1 --parked
                """)

        @Option(help: "Those that were done so many hours ago.")
        var olderThanHours: Double = 168
        @Option(help: "How many are deleted in one transaction.")
        var batchSize = 10_000
        @Flag(help: "Also those that were parked as long ago, for ever.")
        var parked = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !(0...876_600).contains(olderThanHours) {
                throw ValidationError("--older-than-hours must be 0 to 876600, which is 100 years")
            }
            if !(1...100_000).contains(batchSize) { throw ValidationError("--batch-size must be 1 to 100000") }
        }

        func run() async throws {
            let deleted = try await store.withStore { store in
                var total = 0
                while true {
                    let count = try await store.cleanOutbox(
                        olderThan: .seconds(olderThanHours * 3600), limit: batchSize, includingParked: parked)
                    total += count
                    if count < batchSize { return total }
                    try Task.checkCancellation()
                }
            }
            try output.format == .json
                ? output.print([("deleted", .integer(Int64(deleted)))])
                : Console.print("deleted \(Numbers.grouped(Int64(deleted))) messages")
        }
    }
}
