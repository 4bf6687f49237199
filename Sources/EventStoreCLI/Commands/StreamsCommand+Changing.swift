import ArgumentParser
import EventSourcing
import EventStorePostgres

/// The stream that a subcommand changes.
struct StreamArguments: ParsableArguments {
    @Argument(help: "The type of the aggregate.")
    var aggregateType: String

    @Argument(help: "The id of the aggregate.")
    var aggregateId: String

    @Option(help: "The tenant.")
    var tenant = Tenant.none

    var name: StreamName { StreamName(aggregateType, aggregateId, tenant: tenant) }
}

extension OutputOptions {
    fileprivate func print(_ stream: StreamName, _ version: StreamVersion, _ fields: [(String, JSONValue)]) throws {
        try print([("stream", .string("\(stream)")), ("version", .integer(version.rawValue))] + fields)
    }
}

extension StreamsCommand {
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a stream softly: it is not read and not appended to until it is reopened.",
            discussion: """
                Its events stay for the time of the setting reopen_grace_seconds, before scavenge removes them.

                EXAMPLE:
                  eventstore streams delete order 4711 --expected-version 12
                """)

        @OptionGroup var stream: StreamArguments
        @Option(help: "What the stream must be at: any, exists, or a version.")
        var expectedVersion = ExpectedVersion.any
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let version = try await store.withStore {
                try await $0.deleteStream(stream.name, expectedVersion: expectedVersion)
            }
            try output.print(stream.name, version, [("deleted", .bool(true))])
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Take the deletion of a stream back: its events are visible again, unless scavenge has removed them.",
            discussion: "EXAMPLE:\n  eventstore streams reopen order 4711")

        @OptionGroup var stream: StreamArguments
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let version = try await store.withStore { try await $0.reopenStream(stream.name) }
            try output.print(stream.name, version, [("deleted", .bool(false))])
        }
    }

    struct Truncate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave out the events below a version from every read, for good; scavenge removes them.",
            discussion: "EXAMPLE:\n  eventstore streams truncate order 4711 --before-version 10 --yes")

        @OptionGroup var stream: StreamArguments
        @Option(help: "The first version to keep; the one after the last keeps none.")
        var beforeVersion: StreamVersion
        @Flag(help: "It cannot be taken back: say that it is meant.")
        var yes = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard yes else { throw ValidationError("it cannot be taken back: say --yes") }
        }

        func run() async throws {
            let version = try await store.withStore { try await $0.truncateStream(stream.name, before: beforeVersion) }
            try output.print(stream.name, version, [("truncate_before", .integer(beforeVersion.rawValue))])
        }
    }

    struct SetMetadata: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set how many of a stream's last events are kept, and how long; what is not given has no limit.",
            discussion: """
                EXAMPLES:
                  eventstore streams set-metadata sensor 7 --max-count 1000 --max-age 90d --yes
                  eventstore streams set-metadata sensor 7      # no limit any more
                """)

        @OptionGroup var stream: StreamArguments
        @Option(help: "Keep so many of the last events.")
        var maxCount: Int64?
        @Option(help: "Keep events so long after they were stored: 90d, 12h, 30m or 45s.")
        var maxAge: AgeArgument?
        @Flag(help: "Scavenge removes what is beyond a limit: say that it is meant.")
        var yes = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard yes || (maxCount == nil && maxAge == nil) else {
                throw ValidationError("scavenge removes what is beyond a limit: say --yes")
            }
        }

        func run() async throws {
            let metadata = try await store.withStore { store in
                try await store.setStreamMetadata(of: stream.name, maxCount: maxCount, maxAge: maxAge?.duration)
                return try await store.streamMetadata(of: stream.name)
            }
            try Metadata.print(stream.name, metadata, output)
        }
    }

    struct Metadata: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is set for a stream, and how far its events are removed.",
            discussion: "EXAMPLE:\n  eventstore streams metadata sensor 7 --format json")

        @OptionGroup var stream: StreamArguments
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let metadata = try await store.withStore { try await $0.streamMetadata(of: stream.name) }
            try Self.print(stream.name, metadata, output)
        }

        static func print(_ stream: StreamName, _ metadata: StreamMetadata, _ output: OutputOptions) throws {
            try output.print(
                stream, metadata.version,
                [
                    ("max_count", .optional(metadata.maxCount)),
                    ("max_age_seconds", metadata.maxAge.map { .number($0 / .seconds(1)) } ?? .null),
                    ("truncate_before", .optional(metadata.truncateBefore?.rawValue)),
                    ("scavenged_before", .integer(metadata.scavengedBefore.rawValue)),
                    ("deleted_at", .optional(metadata.deletedAt)),
                ])
        }
    }

    struct DeletePermanently: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a stream with all its events, at once and for good.",
            discussion: "EXAMPLE:\n  eventstore streams delete-permanently order 4711 --expected-version 12")

        @OptionGroup var stream: StreamArguments
        @Option(help: "The version that the stream must be at.")
        var expectedVersion: ExpectedVersion?
        @Flag(help: "Instead of --expected-version: at whatever version.")
        var yes = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard yes || expectedVersion != nil else {
                throw ValidationError("it cannot be taken back: give --expected-version, or say --yes")
            }
        }

        func run() async throws {
            let removal = try await store.withStore(isLongRunning: true) {
                try await $0.deleteStreamPermanently(stream.name, expectedVersion: expectedVersion ?? .any)
            }
            try output.print([
                ("stream", .string("\(stream.name)")), ("events_removed", .integer(removal.eventsRemoved)),
                ("messages_removed", .integer(removal.messagesRemoved)),
            ])
        }
    }
}
