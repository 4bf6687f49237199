import ArgumentParser
import EventSourcing
import EventStorePostgres

struct IndexesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indexes",
        abstract: "Index what is in data and metadata, on demand.",
        discussion: """
            A path is data or metadata and keys after dots; a key with a dot or a quote is written in double quotes. btree finds a value, \
            gin finds JSON that is contained. Every append pays for an index.

            EXAMPLES:
              eventstore indexes create data.customer.id
              eventstore indexes create data --kind gin
              eventstore indexes list
            """,
        subcommands: [List.self, Create.self, Drop.self])
}

extension IndexesCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the indexes of the log with size and use.",
            discussion: "EXAMPLE:\n  eventstore indexes list")

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let indexes = try await store.withStore { try await $0.listIndexes() }
            try output.print(
                Table(
                    [
                        .text("INDEX"), .text("PATH"), .text("KIND"), .text("VALID"), .number("PARTITIONS"),
                        .number("SIZE"),
                        .number("SCANS"),
                    ],
                    rows: indexes.map {
                        [
                            $0.indexName, $0.path ?? "-", $0.kind, $0.isValid ? "yes" : "no",
                            "\($0.partitionsCovered)/\($0.partitionsAttached)", $0.size, Numbers.grouped($0.scans),
                        ]
                    }), indexes.map(Self.json))
        }

        private static func json(_ index: EventIndexInformation) -> JSONValue {
            .object([
                ("index_name", .string(index.indexName)), ("path", .optional(index.path)),
                ("kind", .string(index.kind)),
                ("is_valid", .bool(index.isValid)), ("partitions_covered", .integer(Int64(index.partitionsCovered))),
                ("partitions_attached", .integer(Int64(index.partitionsAttached))),
                ("size_bytes", .integer(index.sizeBytes)), ("scans", .integer(index.scans)),
                ("definition", .string(index.definition)),
                ("unfinished", .array(index.unfinished.map(JSONValue.string))),
            ])
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build an index on a path while appends go on.",
            discussion: """
                The role must own the schema. Interrupted, run it again: what is whole is left.

                EXAMPLE:
                  eventstore indexes create data.customer.id
                """)

        @OptionGroup var index: IndexArguments
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await store.withStore(isLongRunning: true) {
                try await $0.createIndex(on: index.path, kind: index.kind)
            }
            try output.print([("path", .string(index.path)), ("kind", .string(index.kind.rawValue))])
        }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drop the index on a path.",
            discussion: "EXAMPLE:\n  eventstore indexes drop data.customer.id")

        @OptionGroup var index: IndexArguments
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let isDropped = try await store.withStore { try await $0.dropIndex(on: index.path, kind: index.kind) }
            try output.print([
                ("path", .string(index.path)), ("kind", .string(index.kind.rawValue)), ("is_dropped", .bool(isDropped)),
            ])
        }
    }
}

struct IndexArguments: ParsableArguments {
    @Argument(help: "For example data.customer.id.")
    var path: String
    @Option(help: "btree or gin.")
    var kind = EventIndexKind.btree
}
