import ArgumentParser
import EventSourcing
import EventStorePostgres

extension ProjectionsCommand {
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pause a projection when the batch under way has ended.",
            discussion: "EXAMPLE:\n  eventstore projections pause order-totals")

        @OptionGroup var projection: ProjectionOptionsGroup
        @Flag(help: "The generation that is being built, instead of the one in use.")
        var rebuild = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let position = try await store.withStore { store in
                try await store.pauseProjection(
                    named: projection.name, generation: rebuild ? try await projection.rebuilding(store) : nil,
                    tenant: projection.tenant)
            }
            try output.say("paused \(projection.name) at position \(position)", "paused", .integer(position.rawValue))
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a paused or failed projection run again.",
            discussion: """
                EXAMPLES:
                  eventstore projections resume order-totals
                  eventstore projections resume order-totals --skip-failed-event
                """)

        @OptionGroup var projection: ProjectionOptionsGroup
        @Flag(help: "The generation that is being built, instead of the one in use.")
        var rebuild = false
        @Flag(help: "Go on behind the event that it failed at.")
        var skipFailedEvent = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let position = try await store.withStore { store in
                try await store.resumeProjection(
                    named: projection.name, generation: rebuild ? try await projection.rebuilding(store) : nil,
                    skippingFailedEvent: skipFailedEvent, tenant: projection.tenant)
            }
            try output.say(
                "resumed \(projection.name) after position \(position)", "resumed", .integer(position.rawValue))
        }
    }

    struct StopAt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop-at", abstract: "Let a projection run up to a position and pause there.",
            discussion: """
                EXAMPLES:
                  eventstore projections stop-at order-totals 4711
                  eventstore projections stop-at order-totals --nowhere
                """)

        @OptionGroup var projection: ProjectionOptionsGroup
        @Argument(help: "The global position.")
        var position: GlobalPosition?
        @Flag(help: "Take such an order back.")
        var nowhere = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if nowhere == (position != nil) { throw ValidationError("give either a position or --nowhere") }
        }

        func run() async throws {
            try await store.withStore {
                try await $0.stopProjection(named: projection.name, at: position, tenant: projection.tenant)
            }
            try output.say(
                position.map { "\(projection.name) pauses at position \($0)" } ?? "\(projection.name) stops nowhere",
                "stop_position", .optional(position?.rawValue))
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a projection back (or forth) to a position.",
            discussion: """
                What it has built is not touched: clear it in the same transaction where that matters
                (SQL: SELECT reset_projection(…), with your own statements), or have its handler not mind. --yes is needed.

                EXAMPLE:
                  eventstore projections reset order-totals --yes
                """)

        @OptionGroup var projection: ProjectionOptionsGroup
        @Option(help: "The global position after which it goes on.")
        var to = GlobalPosition.start
        @Flag(help: "Do it.")
        var yes = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !yes { throw ValidationError("the projection handles events again that it has handled: give --yes") }
        }

        func run() async throws {
            try await store.withStore {
                try await $0.resetProjection(named: projection.name, to: to, tenant: projection.tenant)
            }
            try output.say("reset \(projection.name) to position \(to)", "reset", .integer(to.rawValue))
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build a projection anew beside the generation in use; its runner switches when it is done.",
            discussion: "EXAMPLE:\n  eventstore projections rebuild order-totals")

        @OptionGroup var projection: ProjectionOptionsGroup
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let generation = try await store.withStore {
                try await $0.beginProjectionRebuild(named: projection.name, tenant: projection.tenant)
            }
            try output.say(
                "rebuilding \(projection.name) as generation \(generation)", "generation",
                .integer(Int64(generation.rawValue)))
        }
    }

    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a rebuild up. What it has built stays, and may be removed.",
            discussion: "Exits with 66 when there is none.\n\nEXAMPLE:\n  eventstore projections abandon order-totals")

        @OptionGroup var projection: ProjectionOptionsGroup
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let abandoned = try await store.withStore {
                try await $0.abandonProjectionRebuild(named: projection.name, tenant: projection.tenant)
            }
            guard let generation = abandoned else {
                throw CommandFailure(.inputMissing, "projection \(projection.name) is not being rebuilt")
            }
            try output.say(
                "gave up generation \(generation) of \(projection.name)", "generation",
                .integer(Int64(generation.rawValue)))
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a projection with its checkpoint and parked events. What it has built stays.",
            discussion:
                "Exits with 66 when there is none. --yes is needed.\n\nEXAMPLE:\n  eventstore projections drop order-totals --yes"
        )

        @OptionGroup var projection: ProjectionOptionsGroup
        @Flag(help: "Do it.")
        var yes = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !yes { throw ValidationError("its checkpoint is gone then: give --yes") }
        }

        func run() async throws {
            let wasThere = try await store.withStore {
                try await $0.dropProjection(named: projection.name, tenant: projection.tenant)
            }
            guard wasThere else {
                throw CommandFailure(
                    .inputMissing, "there is no projection \(projection.name)",
                    hint: "eventstore projections list shows those there are.")
            }
            try output.say("dropped \(projection.name)", "dropped", .string(projection.name))
        }
    }
}

extension ProjectionOptionsGroup {
    /// The generation that is being built.
    fileprivate func rebuilding(_ store: PostgresEventStore) async throws -> ProjectionGeneration {
        guard
            let generation = try await store.projections(named: name, tenant: tenant)
                .first(where: { !$0.isInUse })?.generation
        else { throw CommandFailure(.inputMissing, "projection \(name) is not being rebuilt") }
        return generation
    }
}

extension OutputOptions {
    /// One thing that was done: a line for people, or an object of one key.
    func say(_ line: String, _ key: String, _ value: JSONValue) throws {
        try format == .json ? self.print([(key, value)]) : Console.print(line)
    }
}
