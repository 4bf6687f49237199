import ArgumentParser
import EventSourcing
import EventStorePostgres

// What becomes of one month.
extension PartitionsCommand {
    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse appends into a month from now on; its events are read on.",
            discussion: "EXAMPLE:\n  eventstore partitions close events_2024_01")

        @OptionGroup var partition: PartitionArgument
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore { try await $0.closePartition(partition.name) }
            try output.printDone([partition.name], "closed", nothing: "")
        }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Allow appends into a closed month again.",
            discussion: "EXAMPLE:\n  eventstore partitions open events_2024_01")

        @OptionGroup var partition: PartitionArgument
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore { try await $0.openPartition(partition.name) }
            try output.printDone([partition.name], "opened", nothing: "")
        }
    }

    struct Detach: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a month out of the log; its table stays.",
            discussion: """
                Appends and reads go on meanwhile. Reads that would pass over its events are refused from then on, until it is \
                attached again or `pass-over` allows it. The role must own the schema, unless --at-once.

                EXAMPLE:
                  eventstore partitions detach events_2024_01
                """)

        @OptionGroup var partition: PartitionArgument
        @Flag(help: "In one call, under an exclusive lock for a moment.")
        var atOnce = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore(isLongRunning: true) {
                if atOnce {
                    try await $0.detachPartitionAtOnce(partition.name)
                } else {
                    try await $0.detachPartition(partition.name)
                }
            }
            try output.printDone([partition.name], "detached", nothing: "")
        }
    }

    struct Attach: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a detached month back into the log.",
            discussion: "EXAMPLE:\n  eventstore partitions attach events_2024_01")

        @OptionGroup var partition: PartitionArgument
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore(isLongRunning: true) { try await $0.attachPartition(partition.name) }
            try output.printDone([partition.name], "attached", nothing: "")
        }
    }

    struct PassOver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let reads pass over a detached month, on purpose.",
            discussion: "EXAMPLE:\n  eventstore partitions pass-over events_2024_01")

        @OptionGroup var partition: PartitionArgument
        @Flag(help: "No more: such reads are refused again.")
        var off = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore { try await $0.passOverPartition(partition.name, !off) }
            try output.printDone([partition.name], off ? "not passed over" : "passed over", nothing: "")
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a detached month for good.",
            discussion: """
                Refused while a checkpoint, the outbox or a stream with older events in other months needs it. Interrupted, run it \
                again: it goes on where it was.

                EXAMPLE:
                  eventstore partitions drop events_2014_01 --yes
                """)

        @OptionGroup var partition: PartitionArgument
        @Flag(help: "Yes, remove it: it cannot be taken back.")
        var yes = false
        @Flag(help: "Also when it is needed; older events of its streams in other months go with it.")
        var force = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard yes else { throw ValidationError("it cannot be taken back: say --yes") }
        }

        func run() async throws {
            let removal = try await store.withStore(isLongRunning: true) {
                try await $0.dropPartition(partition.name, force: force)
            }
            try output.print([
                ("partition", .string(partition.name)), ("events_removed", .integer(removal.eventsRemoved)),
                ("earlier_events_removed", .integer(removal.earlierEventsRemoved)),
            ])
        }
    }

    struct Compress: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rewrite a month with its payloads compressed.",
            discussion: """
                Appends into that month are refused meanwhile; everything else goes on.

                EXAMPLE:
                  eventstore partitions compress events_2024_01
                """)

        @OptionGroup var partition: PartitionArgument
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let compression = try await store.withStore(isLongRunning: true) {
                try await $0.compressPartition(partition.name)
            }
            try output.print([
                ("partition", .string(partition.name)), ("events", .integer(compression.events)),
                ("bytes_before", .integer(compression.bytesBefore)), ("bytes_after", .integer(compression.bytesAfter)),
            ])
        }
    }
}

struct PartitionArgument: ParsableArguments {
    @Argument(help: "The partition's name, as `partitions list` has it.")
    var name: String
}
