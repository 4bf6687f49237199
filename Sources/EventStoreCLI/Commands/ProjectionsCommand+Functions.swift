import ArgumentParser
import EventSourcing
import EventStorePostgres

// Projections whose events a function of the database handles.
extension ProjectionsCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a projection whose events a function of the database handles.",
            discussion: """
                The function takes (p_events recorded_event[], p_generation integer).

                EXAMPLE:
                  eventstore projections create order-totals --function app.count_orders --aggregate-type order
                """)

        @OptionGroup var projection: ProjectionOptionsGroup
        @Option(help: "The function, with its schema.")
        var function: String
        @Option(help: "Only events of this aggregate type. May be repeated.")
        var aggregateType: [String] = []
        @Option(help: "Only events of this type. May be repeated.")
        var eventType: [String] = []
        @Option(help: "Only events of this tenant.")
        var eventsTenant: Tenant?
        @Option(help: "Begin after this global position.")
        var after = GlobalPosition.start
        @Option(help: "What becomes of an event that fails too often: stop, skip or park.")
        var onFailure = ProjectionFailurePolicy.stop
        @Option(help: "How often an event is tried.")
        var maxAttempts = 5
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            var options = ProjectionOptions()
            options.startAfter = after
            options.onFailure = onFailure
            options.maxAttempts = maxAttempts
            let filter = EventFilter(
                aggregateTypes: aggregateType.isEmpty ? nil : aggregateType,
                eventTypes: eventType.isEmpty ? nil : eventType.map { EventType($0) }, tenant: eventsTenant)
            try await store.withStore { [options] in
                try await $0.createProjection(
                    named: projection.name, function: function, filter: filter, options: options,
                    tenant: projection.tenant)
            }
            try output.say("created \(projection.name)", "created", .string(projection.name))
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a projection whose events a function of the database handles, until it has caught up.",
            discussion: """
                Exits with 1 when an event has failed, also when it waits to be tried again: eventstore projections list tells
                why.

                EXAMPLE:
                  eventstore projections run order-totals
                """)

        @OptionGroup var projection: ProjectionOptionsGroup
        @Option(help: "The most events of one transaction, 1 to 100000.")
        var batch = 1000
        @Option(help: "The generation; without it the one in use.")
        var generation: Int?
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !(1...100_000).contains(batch) { throw ValidationError("--batch must be 1 to 100000") }
        }

        func run() async throws {
            let (events, last, error) = try await store.withStore(isLongRunning: true) { store in
                var events = 0
                var position: GlobalPosition?
                while true {
                    let run = try await store.runProjection(
                        named: projection.name, limit: batch,
                        generation: generation.map(ProjectionGeneration.init(rawValue:)), tenant: projection.tenant)
                    events += run.events
                    // With a filter a batch may hold no event and come further all the same.
                    let isDone = run.events == 0 && run.globalPosition == position
                    position = run.globalPosition
                    guard isDone || run.failed > 0 || run.status == .paused || run.status == .failed else { continue }
                    let error = try await store.projections(
                        named: projection.name, tenant: projection.tenant
                    ).first { row in generation.map { row.generation.rawValue == $0 } ?? row.isInUse }?.error
                    return (events, run, error)
                }
            }
            try output.print([
                ("events", .integer(Int64(events))), ("failed", .integer(Int64(last.failed))),
                ("global_position", .integer(last.globalPosition.rawValue)), ("status", .string(last.status.rawValue)),
                ("lag", .integer(last.lag)),
            ])
            if last.failed > 0 || error != nil { throw ExitCode(1) }
        }
    }

    struct Inline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let each append call the projection's function in its own transaction.",
            discussion:
                "Keeps appends waiting while it does what is left.\n\nEXAMPLE:\n  eventstore projections inline order-totals"
        )

        @OptionGroup var projection: ProjectionOptionsGroup
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore {
                try await $0.makeProjectionInline(named: projection.name, tenant: projection.tenant)
            }
            try output.say("\(projection.name) is inline", "kind", .string("inline"))
        }
    }

    struct Asynchronous: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take that back: the projection runs when it is told, exactly where the appends left off.",
            discussion: "EXAMPLE:\n  eventstore projections asynchronous order-totals")

        @OptionGroup var projection: ProjectionOptionsGroup
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore {
                try await $0.makeProjectionAsynchronous(named: projection.name, tenant: projection.tenant)
            }
            try output.say("\(projection.name) is asynchronous", "kind", .string("sql"))
        }
    }
}
