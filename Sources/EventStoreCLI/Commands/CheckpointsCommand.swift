import ArgumentParser
import EventSourcing
import EventStorePostgres

struct CheckpointsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoints",
        abstract: "Look at the checkpoints of projections, or delete one.",
        discussion: """
            EXAMPLES:
              eventstore checkpoints list
              eventstore checkpoints delete order-totals
            """,
        subcommands: [List.self, Delete.self])
}

extension CheckpointsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List checkpoints with their lag: how many positions they are behind the head.",
            discussion: "EXAMPLE:\n  eventstore checkpoints list --format json")

        @Option(help: "Only this tenant's. Without it those of all tenants.")
        var tenant: Tenant?
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let (checkpoints, head) = try await store.withStore { store in
                (try await store.checkpoints(tenant: tenant), try await store.positions().headPosition)
            }
            try output.print(Self.table(checkpoints, head), checkpoints.map { Self.json($0, head) })
        }

        private static func table(_ checkpoints: [Checkpoint], _ head: GlobalPosition) -> Table {
            Table(
                [
                    .flexible("NAME"), .text("TENANT"), .number("POSITION"), .number("LAG"), .number("EVENTS"),
                    .text("STATUS"), .text("UPDATED"), .flexible("ERROR"),
                ],
                rows: checkpoints.map {
                    [
                        $0.name, $0.tenant.rawValue, $0.globalPosition.description,
                        Numbers.grouped(head.rawValue - $0.globalPosition.rawValue),
                        Numbers.grouped($0.eventsProcessed),
                        $0.status.rawValue, Timestamp.print($0.updatedAt), $0.error ?? "",
                    ]
                })
        }

        private static func json(_ checkpoint: Checkpoint, _ head: GlobalPosition) -> JSONValue {
            .object([
                ("name", .string(checkpoint.name)), ("tenant", .string(checkpoint.tenant.rawValue)),
                ("global_position", .integer(checkpoint.globalPosition.rawValue)),
                ("lag", .integer(head.rawValue - checkpoint.globalPosition.rawValue)),
                ("events_processed", .integer(checkpoint.eventsProcessed)),
                ("status", .string(checkpoint.status.rawValue)),
                ("error", .optional(checkpoint.error)), ("epoch", .id(checkpoint.epoch)),
                ("updated_at", .time(checkpoint.updatedAt)),
            ])
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a checkpoint: its projection begins anew.",
            discussion: "Exits with 66 when there is none.\n\nEXAMPLE:\n  eventstore checkpoints delete order-totals")

        @Argument(help: "The name of the projection.")
        var name: String
        @Option(help: "The tenant.")
        var tenant = Tenant.none
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let wasThere = try await store.withStore { try await $0.deleteCheckpoint(named: name, tenant: tenant) }
            guard wasThere else {
                throw CommandFailure(
                    .inputMissing, "there is no checkpoint \(name)",
                    hint: "eventstore checkpoints list shows those there are.")
            }
            try output.format == .json
                ? output.print([("deleted", .string(name))]) : Console.print("deleted checkpoint \(name)")
        }
    }
}
