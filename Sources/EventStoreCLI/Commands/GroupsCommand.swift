import ArgumentParser
import EventSourcing
import EventStorePostgres
import Foundation

struct GroupsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Look after consumer groups: list, create, reset, rename, delete, their members, what is parked.",
        discussion: """
            A group reads the events of one tenant, which --tenant names, or without it those of all tenants.

            EXAMPLES:
              eventstore groups create mailer --event-type OrderPlaced
              eventstore groups list
              eventstore groups members mailer
              eventstore groups parked mailer
              eventstore groups replay mailer --all
            """,
        subcommands: [
            List.self, Create.self, Members.self, Parked.self, Replay.self, Reset.self, Rename.self, Delete.self,
        ])
}

/// Which group.
struct GroupArgument: ParsableArguments {
    @Argument(help: "The name of the group.")
    var name: String
    @Option(help: "The group's tenant. Without it a group of all tenants.")
    var tenant: Tenant?
}

extension GroupsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the groups with their lag, members, and what is parked.",
            discussion: "EXAMPLE:\n  eventstore groups list --format json")

        @Option(help: "Only this tenant's. Without it all.")
        var tenant: Tenant?
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let groups = try await store.withStore { try await $0.consumerGroups(tenant: tenant) }
            try output.print(Self.table(groups), groups.map(Self.json))
        }

        private static func table(_ groups: [ConsumerGroupInformation]) -> Table {
            Table(
                [
                    .flexible("NAME"), .text("TENANT"), .number("POSITION"), .number("LAG"), .number("MEMBERS"),
                    .number("UNSETTLED"), .number("WAITING"), .number("PARKED"), .flexible("ERROR"),
                ],
                rows: groups.map {
                    [
                        $0.name, $0.tenant?.rawValue ?? "(all)", $0.settledPosition.description,
                        Numbers.grouped($0.lag), Numbers.grouped(Int64($0.members)), Numbers.grouped($0.unacknowledged),
                        Numbers.grouped($0.waitingStreams), Numbers.grouped($0.parkedEvents),
                        $0.isOfThisHistory ? $0.lastError ?? "" : "of another history: reset it",
                    ]
                })
        }

        private static func json(_ group: ConsumerGroupInformation) -> JSONValue {
            .object([
                ("name", .string(group.name)), ("tenant", .optional(group.tenant?.rawValue)),
                ("aggregate_types", texts(group.aggregateTypes)), ("event_types", texts(group.eventTypes)),
                ("slots", .integer(Int64(group.slots))), ("lease_seconds", .number(group.lease / .seconds(1))),
                ("max_attempts", .integer(Int64(group.maxAttempts))),
                ("max_unacknowledged", .integer(Int64(group.maxUnacknowledged))),
                ("members", .integer(Int64(group.members))), ("free_slots", .integer(Int64(group.freeSlots))),
                ("settled_position", .integer(group.settledPosition.rawValue)), ("lag", .integer(group.lag)),
                ("unacknowledged", .integer(group.unacknowledged)), ("waiting_streams", .integer(group.waitingStreams)),
                ("parked_events", .integer(group.parkedEvents)), ("last_error", .optional(group.lastError)),
                ("is_of_this_history", .bool(group.isOfThisHistory)), ("created_at", .time(group.createdAt)),
            ])
        }

        private static func texts(_ texts: [String]?) -> JSONValue {
            texts.map { .array($0.map(JSONValue.string)) } ?? .null
        }
    }

    struct Members: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the members of a group with their slots, what they have not settled, and their leases.",
            discussion: "Exits with 66 when there is no such group.\n\nEXAMPLE:\n  eventstore groups members mailer")

        @OptionGroup var group: GroupArgument
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let members = try await store.withStore { store in
                try await group.found { try await store.consumerGroupMembers(group.name, tenant: group.tenant) }
            }
            try output.print(Self.table(members), members.map(Self.json))
        }

        private static func table(_ members: [ConsumerGroupMemberInformation]) -> Table {
            Table(
                [
                    .flexible("NAME"), .text("MEMBER"), .number("SLOTS"), .number("RELEASING"), .number("UNSETTLED"),
                    .text("JOINED"), .text("LEASE ENDS"), .text("STATE"),
                ],
                rows: members.map {
                    [
                        $0.name, $0.member.uuidString.lowercased(), Numbers.grouped(Int64($0.slots)),
                        Numbers.grouped(Int64($0.releasingSlots)), Numbers.grouped($0.unacknowledged),
                        Timestamp.print($0.joinedAt), Timestamp.print($0.expiresAt),
                        $0.isExpired ? "vanished" : "holds",
                    ]
                })
        }

        private static func json(_ member: ConsumerGroupMemberInformation) -> JSONValue {
            .object([
                ("member_id", .id(member.member)), ("name", .string(member.name)),
                ("slots", .integer(Int64(member.slots))), ("releasing_slots", .integer(Int64(member.releasingSlots))),
                ("unacknowledged", .integer(member.unacknowledged)), ("joined_at", .time(member.joinedAt)),
                ("extended_at", .time(member.extendedAt)), ("expires_at", .time(member.expiresAt)),
                ("is_expired", .bool(member.isExpired)),
            ])
        }
    }
}

extension GroupArgument {
    /// Runs `body`; says with 66 that there is no such group.
    func found<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as EventStoreError where error.code == .consumerGroupNotFound {
            throw CommandFailure(
                .inputMissing, "there is no consumer group \(name)",
                hint: "eventstore groups list shows those there are; --tenant names that of a tenant.")
        }
    }
}
