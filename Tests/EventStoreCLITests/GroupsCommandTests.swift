import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@testable import EventStoreCLI

@Suite("eventstore groups")
struct GroupsCommandTests {
    @Test("create, list, members, parked, replay, reset, rename, delete")
    func commands() async throws {
        try await TestStore.with { store in
            try await store.succeed("groups", "create", "mailer", "--event-type", "Happened", "--lease-seconds", "60")
            #expect(try await store.run("groups", "create", "mailer").status == 80)
            try await store.open { postgres in
                _ = try await postgres.createPartitionsAhead(months: 1)
                try await postgres.append(
                    (1...3).map { NewEvent(type: "Happened", payload: .json("\($0)")) }, to: StreamName("order", "a"),
                    expectedVersion: .noStream)
                let member = try await postgres.joinConsumerGroup("mailer", memberName: "one").member
                for delivery in try await postgres.fetchConsumerGroupEvents(member).deliveries.prefix(2) {
                    try await postgres.parkConsumerGroupEvent(delivery, member: member, error: "broken")
                }
            }
            let list = try await store.succeed("groups", "list", "--format", "json")
            #expect(list.lines.count == 1)
            for part in [
                #""name":"mailer""#, #""parked_events":2"#, #""members":1"#, #""event_types":["Happened"]"#,
                #""lag":0"#,
            ] {
                #expect(list.output.contains(part), "\(part)")
            }
            #expect(try await store.succeed("groups", "list").output.contains("mailer"))
            let members = try await store.succeed("groups", "members", "mailer", "--format", "json")
            #expect(members.output.contains(#""name":"one""#) && members.output.contains(#""slots":64"#))
            let parked = try await store.succeed("groups", "parked", "mailer", "--format", "json")
            #expect(parked.lines.count == 2 && parked.output.contains(#""last_error":"broken""#))
            #expect(try await store.run("groups", "replay", "mailer", "999999").status == 66)
            #expect(try await store.run("groups", "replay", "mailer").status == 64)
            let replay = try await store.succeed("groups", "replay", "mailer", "--all", "--format", "json")
            #expect(replay.output.contains(#""replayed":2"#))
            try await store.succeed("groups", "reset", "mailer", "--to", "0")
            #expect(try await store.succeed("groups", "parked", "mailer", "--format", "json").lines.isEmpty)
            try await store.succeed("groups", "rename", "mailer", "letters")
            #expect(try await store.run("groups", "members", "mailer").status == 66)
            #expect(try await store.run("groups", "delete", "letters", "--tenant", "acme").status == 66)
            try await store.succeed("groups", "delete", "letters")
            #expect(try await store.run("groups", "delete", "letters").status == 66)
        }
    }
}
