import ArgumentParser
import EventSourcing
import EventStorePostgres

struct ProjectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "projections",
        abstract: "Look after projections: how they fare, pause, resume, reset, rebuild, what they have set aside.",
        discussion: """
            EXAMPLES:
              eventstore projections list
              eventstore projections pause order-totals
              eventstore projections rebuild order-totals
              eventstore projections parked order-totals
            """,
        subcommands: [
            List.self, Pause.self, Resume.self, StopAt.self, Reset.self, Rebuild.self, Abandon.self, Drop.self,
            Parked.self,
            Replay.self, Create.self, Run.self, Inline.self, Asynchronous.self,
        ])
}

/// What the subcommands for one projection share.
struct ProjectionOptionsGroup: ParsableArguments {
    @Argument(help: "The name of the projection.")
    var name: String
    @Option(help: "The tenant that the projection belongs to.")
    var tenant = Tenant.none
}

extension ProjectionsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List projections with their status, lag, counts and errors.",
            discussion: """
                A line for the generation in use, and one for a generation that is being built beside it.

                EXAMPLE:
                  eventstore projections list --format json
                """)

        @Option(help: "Only this tenant's. Without it those of all tenants.")
        var tenant: Tenant?
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let projections = try await store.withStore { try await $0.projections(tenant: tenant) }
            try output.print(Self.table(projections), projections.map(Self.json))
        }

        private static func table(_ projections: [ProjectionInformation]) -> Table {
            Table(
                [
                    .flexible("NAME"), .text("TENANT"), .text("KIND"), .number("GENERATION"), .text("STATUS"),
                    .number("POSITION"), .number("LAG"), .number("EVENTS"), .number("SKIPPED"), .number("PARKED"),
                    .text("UPDATED"), .flexible("ERROR"),
                ],
                rows: projections.map {
                    [
                        $0.name, $0.tenant.rawValue, $0.kind.rawValue, $0.generation.description, $0.status.rawValue,
                        $0.globalPosition.description, Numbers.grouped($0.lag), Numbers.grouped($0.eventsProcessed),
                        Numbers.grouped($0.eventsSkipped), Numbers.grouped($0.eventsParked),
                        Timestamp.print($0.updatedAt), $0.error ?? "",
                    ]
                })
        }

        private static func json(_ projection: ProjectionInformation) -> JSONValue {
            .object([
                ("name", .string(projection.name)), ("tenant", .string(projection.tenant.rawValue)),
                ("kind", .string(projection.kind.rawValue)),
                ("generation", .integer(Int64(projection.generation.rawValue))),
                ("is_in_use", .bool(projection.isInUse)), ("status", .string(projection.status.rawValue)),
                ("global_position", .integer(projection.globalPosition.rawValue)), ("lag", .integer(projection.lag)),
                ("stop_position", .optional(projection.stopPosition?.rawValue)),
                ("events_processed", .integer(projection.eventsProcessed)),
                ("events_skipped", .integer(projection.eventsSkipped)),
                ("events_parked", .integer(projection.eventsParked)), ("failures", .integer(projection.failures)),
                ("attempts", .integer(Int64(projection.attempts))), ("available_at", .optional(projection.availableAt)),
                ("error", .optional(projection.error)), ("last_error", .optional(projection.lastError)),
                ("last_error_position", .optional(projection.lastErrorPosition?.rawValue)),
                ("last_error_at", .optional(projection.lastErrorAt)),
                ("is_of_this_history", .bool(projection.isOfThisHistory)),
                ("function_name", .optional(projection.functionName)),
                ("started_at", .time(projection.startedAt)), ("updated_at", .time(projection.updatedAt)),
            ])
        }
    }

    struct Parked: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the events that a projection has set aside, with their last error.",
            discussion: "EXAMPLE:\n  eventstore projections parked order-totals --format json")

        @OptionGroup var projection: ProjectionOptionsGroup
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
            let events = try await store.withStore {
                try await $0.parkedProjectionEvents(
                    named: projection.name, after: after, limit: limit, tenant: projection.tenant)
            }
            let table = Table(
                [
                    .number("POSITION"), .number("GENERATION"), .number("ATTEMPTS"), .text("PARKED"),
                    .text("REPLAY ASKED"),
                    .flexible("ERROR"),
                ],
                rows: events.map {
                    [
                        $0.globalPosition.description, $0.generation.description, String($0.attempts),
                        $0.parkedAt.map(Timestamp.print) ?? "", $0.replayRequestedAt.map(Timestamp.print) ?? "",
                        $0.error,
                    ]
                })
            try output.print(
                table,
                events.map {
                    .object([
                        ("global_position", .integer($0.globalPosition.rawValue)),
                        ("generation", .integer(Int64($0.generation.rawValue))),
                        ("attempts", .integer(Int64($0.attempts))), ("error", .string($0.error)),
                        ("parked_at", .optional($0.parkedAt)), ("replay_requested_at", .optional($0.replayRequestedAt)),
                    ])
                })
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask that parked events are tried again, or give them up.",
            discussion: """
                Whoever runs the projection does it, out of the events' order.

                EXAMPLES:
                  eventstore projections replay order-totals --position 4711
                  eventstore projections replay order-totals --all
                  eventstore projections replay order-totals --position 4711 --discard
                """)

        @OptionGroup var projection: ProjectionOptionsGroup
        @Option(help: "The global position of a parked event. May be repeated.")
        var position: [GlobalPosition] = []
        @Flag(help: "All parked events.")
        var all = false
        @Flag(help: "Give them up instead: they are parked no more, and not done.")
        var discard = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if all == !position.isEmpty { throw ValidationError("give either --position or --all") }
        }

        func run() async throws {
            let events = try await store.withStore { store in
                discard
                    ? try await store.discardParkedProjectionEvents(
                        named: projection.name, at: all ? nil : position, tenant: projection.tenant)
                    : try await store.replayParkedProjectionEvents(
                        named: projection.name, at: all ? nil : position, tenant: projection.tenant)
            }
            try output.format == .json
                ? output.print([(discard ? "discarded" : "replayed", .integer(Int64(events)))])
                : Console.print("\(discard ? "gave up" : "asked for") \(events) event\(events == 1 ? "" : "s")")
        }
    }
}
