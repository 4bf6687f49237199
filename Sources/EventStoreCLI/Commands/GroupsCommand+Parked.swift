import ArgumentParser
import EventSourcing
import EventStorePostgres

extension GroupsCommand {
    struct Parked: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the events that were set aside, with their last error.",
            discussion: "EXAMPLE:\n  eventstore groups parked mailer --format json")

        @OptionGroup var group: GroupArgument
        @Option(help: "Begin after this global position.")
        var after = GlobalPosition.start
        @Option(help: "The most events, 1 to 100000.")
        var limit = 100
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !(1...100_000).contains(limit) { throw ValidationError("--limit must be 1 to 100000") }
        }

        func run() async throws {
            let events = try await store.withStore { store in
                try await group.found {
                    try await store.parkedConsumerGroupEvents(
                        group.name, tenant: group.tenant, after: after, limit: limit)
                }
            }
            try output.print(Self.table(events), events.map(Self.json))
        }

        private static func table(_ events: [ParkedConsumerGroupEvent]) -> Table {
            Table(
                [
                    .number("POSITION"), .text("TENANT"), .flexible("TYPE"), .flexible("ID"), .number("VERSION"),
                    .flexible("EVENT TYPE"), .number("ATTEMPTS"), .text("PARKED"), .text("REPLAY"), .flexible("ERROR"),
                ],
                rows: events.map {
                    [
                        $0.globalPosition.description, $0.stream.tenant.rawValue, $0.stream.aggregateType,
                        $0.stream.aggregateID, $0.version.description, $0.eventType.rawValue,
                        Numbers.grouped(Int64($0.attempts)), Timestamp.print($0.parkedAt),
                        $0.replayAt.map(Timestamp.print) ?? "", $0.lastError ?? "",
                    ]
                })
        }

        private static func json(_ event: ParkedConsumerGroupEvent) -> JSONValue {
            .object([
                ("global_position", .integer(event.globalPosition.rawValue)), ("event_id", .id(event.eventID)),
                ("tenant", .string(event.stream.tenant.rawValue)),
                ("aggregate_type", .string(event.stream.aggregateType)),
                ("aggregate_id", .string(event.stream.aggregateID)), ("version", .integer(event.version.rawValue)),
                ("event_type", .string(event.eventType.rawValue)), ("attempts", .integer(Int64(event.attempts))),
                ("parked_at", .time(event.parkedAt)), ("replay_at", .optional(event.replayAt)),
                ("last_error", .optional(event.lastError)),
            ])
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have events that were set aside handed out again: some, all, or by type.",
            discussion: """
                They come behind what has gone on without them. Exits with 66 when none is parked there.

                EXAMPLES:
                  eventstore groups replay mailer --all
                  eventstore groups replay mailer --event-type OrderPlaced
                  eventstore groups replay mailer 1200 1207
                """)

        @OptionGroup var group: GroupArgument
        @Argument(help: "The global positions of the events.")
        var positions: [GlobalPosition] = []
        @Flag(help: "All that are parked.")
        var all = false
        @Option(help: "Those of this aggregate type; may be repeated.")
        var type: [String] = []
        @Option(help: "Those of this event type; may be repeated.")
        var eventType: [EventType] = []
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            let ways = [all, !positions.isEmpty, !type.isEmpty || !eventType.isEmpty].count { $0 }
            if ways != 1 { throw ValidationError("give positions, or --type and --event-type, or --all") }
        }

        func run() async throws {
            let replayed = try await store.withStore { store in
                try await group.found {
                    var total = 0
                    while true {
                        // What is replayed is not counted again, also where it is parked anew: that takes longer than this.
                        let count = try await store.replayParkedConsumerGroupEvents(
                            group.name, tenant: group.tenant, positions: positions.isEmpty ? nil : positions,
                            aggregateTypes: type.isEmpty ? nil : type, eventTypes: eventType.isEmpty ? nil : eventType,
                            limit: 10_000)
                        total += count
                        if count < 10_000 { return total }
                        try Task.checkCancellation()
                    }
                }
            }
            if replayed == 0, !all {
                throw CommandFailure(
                    .inputMissing, "no event is parked there",
                    hint: "eventstore groups parked \(group.name) shows those there are.")
            }
            try output.format == .json
                ? output.print([("replayed", .integer(Int64(replayed)))])
                : Console.print("replayed \(Numbers.grouped(Int64(replayed))) events")
        }
    }
}
