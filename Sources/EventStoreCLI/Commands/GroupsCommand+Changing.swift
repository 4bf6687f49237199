import ArgumentParser
import EventSourcing
import EventStorePostgres

extension GroupsCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a group; one that is there stays as it is.",
            discussion: """
                Exits with 80 when there is one of this name.

                EXAMPLES:
                  eventstore groups create mailer --event-type OrderPlaced --event-type OrderShipped
                  eventstore groups create audit --tenant acme --from now --lease-seconds 5
                """)

        @OptionGroup var group: GroupArgument
        @Option(help: "Only this aggregate type; may be repeated.")
        var type: [String] = []
        @Option(help: "Only this event type; may be repeated.")
        var eventType: [EventType] = []
        @Option(help: "Where it begins: after this global position, start, or now.")
        var from = "start"
        @Option(help: "Into how many parts the streams are divided: a power of two, up to 4096.")
        var slots = 64
        @Option(help: "How long a member that has vanished is waited for, 1 to 86400.")
        var leaseSeconds: Double = 15
        @Option(help: "After so many failures an event is parked; 0: never.")
        var maxAttempts = 10
        @Option(help: "The most events that a member may have that it has not settled.")
        var maxUnacknowledged = 1000
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if from != "start", from != "now", GlobalPosition(argument: from) == nil {
                throw ValidationError("--from must be a global position, start or now")
            }
            if !(1...86_400).contains(leaseSeconds) { throw ValidationError("--lease-seconds must be 1 to 86400") }
        }

        func run() async throws {
            var options = ConsumerGroupOptions(group.name, tenant: group.tenant)
            options.aggregateTypes = type.isEmpty ? nil : type
            options.eventTypes = eventType.isEmpty ? nil : eventType
            options.position = from == "now" ? nil : GlobalPosition(argument: from) ?? .start
            options.slots = slots
            options.lease = .seconds(leaseSeconds)
            options.maxAttempts = maxAttempts
            options.maxUnacknowledged = maxUnacknowledged
            let isMade = try await store.withStore { [options] in try await $0.createConsumerGroup(options) }
            guard isMade else {
                throw CommandFailure(
                    .conflict, "there is a consumer group \(group.name) already",
                    hint: "It stays as it is. eventstore groups list shows it.")
            }
            try output.format == .json
                ? output.print([("created", .string(group.name))]) : Console.print("created group \(group.name)")
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a group go on after another position, back or forth.",
            discussion: """
                What its members have is taken from them, and what is parked behind the position is forgotten.

                EXAMPLE:
                  eventstore groups reset mailer --to 0
                """)

        @OptionGroup var group: GroupArgument
        @Option(help: "The global position to go on after; 0: from the first event on.")
        var to: GlobalPosition
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore { store in
                try await group.found { try await store.resetConsumerGroup(group.name, tenant: group.tenant, to: to) }
            }
            try output.format == .json
                ? output.print([("reset", .string(group.name)), ("position", .integer(to.rawValue))])
                : Console.print("reset group \(group.name) to \(to)")
        }
    }

    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rename a group. Its members go on; whoever joins under the old name finds none.",
            discussion: "EXAMPLE:\n  eventstore groups rename mailer letters")

        @OptionGroup var group: GroupArgument
        @Argument(help: "The new name.")
        var newName: String
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore { store in
                try await group.found {
                    try await store.renameConsumerGroup(group.name, tenant: group.tenant, to: newName)
                }
            }
            try output.format == .json
                ? output.print([("renamed", .string(group.name)), ("name", .string(newName))])
                : Console.print("renamed group \(group.name) to \(newName)")
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a group with its progress and what is parked. The events stay.",
            discussion: "Exits with 66 when there is none.\n\nEXAMPLE:\n  eventstore groups delete mailer")

        @OptionGroup var group: GroupArgument
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let wasThere = try await store.withStore {
                try await $0.deleteConsumerGroup(group.name, tenant: group.tenant)
            }
            try await group.found {
                if !wasThere { throw EventStoreError(.consumerGroupNotFound, "there is none") }
            }
            try output.format == .json
                ? output.print([("deleted", .string(group.name))]) : Console.print("deleted group \(group.name)")
        }
    }
}
