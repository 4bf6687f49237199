import ArgumentParser
import EventSourcing
import EventStorePostgres
import Foundation

struct StreamsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streams",
        abstract: "List streams; delete, reopen, truncate or limit one.",
        discussion: """
            Without a subcommand it lists.

            EXAMPLES:
              eventstore streams --order version --limit 10
              eventstore streams delete order 4711 --expected-version 12
              eventstore streams reopen order 4711
              eventstore streams truncate order 4711 --before-version 10 --yes
              eventstore streams set-metadata sensor 7 --max-count 1000 --max-age 90d --yes
              eventstore streams metadata sensor 7
              eventstore streams delete-permanently order 4711 --expected-version 12
            """,
        subcommands: [
            List.self, Delete.self, Reopen.self, Truncate.self, SetMetadata.self, Metadata.self, DeletePermanently.self,
        ],
        defaultSubcommand: List.self)
}

extension StreamsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List streams, deleted ones too.",
            discussion: """
                The next page begins after the last stream of this one: give its type and id as --after-type and --after-id, and in \
                every order but name what --format json tells as its page_key as --after-key.

                EXAMPLES:
                  eventstore streams --order version --limit 10
                  eventstore streams --aggregate-type order --id-prefix 47
                  eventstore streams --after-type order --after-id 4711
                  eventstore streams --order version --limit 10 --after-type order --after-id 4711 --after-key 12
                """)

        @Option(help: "Only streams of this aggregate type.")
        var aggregateType: String?

        @Option(help: "Only streams whose aggregate id begins so.")
        var idPrefix: String?

        @Option(help: "name, updated (latest first), created (newest first), or version (longest first).")
        var order = StreamListOptions.Order.name

        @Option(help: "The aggregate type of the last stream of the page before.")
        var afterType: String?

        @Option(help: "The aggregate id of the last stream of the page before.")
        var afterId: String?

        @Option(help: "The page_key of the last stream of the page before; in every order but name.")
        var afterKey: String?

        @Option(help: "At most so many streams.")
        var limit = 100

        @Option(help: "The tenant; with --all-tenants that of the last stream of the page before.")
        var tenant = Tenant.none

        @Flag(help: "The streams of all tenants.")
        var allTenants = false

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100,000") }
            guard (afterType == nil) == (afterId == nil) else {
                throw ValidationError("--after-type and --after-id go together")
            }
            guard (afterKey != nil) == (afterType != nil && order != .name) else {
                throw ValidationError("--after-key goes with --after-type and --after-id in every order but name")
            }
        }

        func run() async throws {
            let options = StreamListOptions(
                tenant: allTenants ? nil : tenant, aggregateType: aggregateType, idPrefix: idPrefix, order: order,
                after: after, limit: limit)
            let streams = try await store.withStore(isLongRunning: true) { try await $0.streams(options) }
            try output.print(Self.table(streams), streams.map(Self.json))
        }

        /// Of the last stream of the page before only name and key are known, and only they matter.
        private var after: StreamInformation? {
            guard let afterType, let afterId else { return nil }
            return StreamInformation(
                name: StreamName(afterType, afterId, tenant: tenant), version: .absent, firstTimestamp: .distantPast,
                lastTimestamp: .distantPast, createdAt: .distantPast, updatedAt: .distantPast, pageKey: afterKey)
        }

        private static func table(_ streams: [StreamInformation]) -> Table {
            Table(
                [
                    .flexible("TENANT"), .flexible("TYPE"), .flexible("ID"), .number("EVENTS"), .text("FIRST"),
                    .text("LAST"), .text("UPDATED"), .text("DELETED"),
                ],
                rows: streams.map {
                    [
                        $0.name.tenant.rawValue, $0.name.aggregateType, $0.name.aggregateID, $0.version.description,
                        Timestamp.print($0.firstTimestamp),
                        Timestamp.print($0.lastTimestamp), Timestamp.print($0.updatedAt),
                        $0.deletedAt.map { Timestamp.print($0) } ?? "",
                    ]
                })
        }

        private static func json(_ stream: StreamInformation) -> JSONValue {
            .object([
                ("tenant", .string(stream.name.tenant.rawValue)),
                ("aggregate_type", .string(stream.name.aggregateType)),
                ("aggregate_id", .string(stream.name.aggregateID)), ("version", .integer(stream.version.rawValue)),
                ("first_timestamp", .time(stream.firstTimestamp)), ("last_timestamp", .time(stream.lastTimestamp)),
                ("created_at", .time(stream.createdAt)), ("updated_at", .time(stream.updatedAt)),
                ("deleted_at", .optional(stream.deletedAt)), ("page_key", .optional(stream.pageKey)),
            ])
        }
    }
}
