import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// The Swift example of docs/consumer-groups.md, run, and compared with the page.
@Suite("The example of docs/consumer-groups.md")
struct ConsumerGroupExampleTests {
    @Test("it runs, and the page shows it as it is")
    func runs() async throws {
        try await TestStore.with { store in
            try await store.append(
                [.test(), .test("AddressLost")], to: StreamName("s", "1"), expectedVersion: .noStream)
            let running = Task { try await Self.example(store) }
            try await waitUntil("one is handled, one parked") {
                let group = try await store.consumerGroups().first
                return group?.parkedEvents == 1 && group?.unacknowledged == 0 && group?.lag == 0
            }
            running.cancel()
            try await running.value
        }
        let file = URL(fileURLWithPath: #filePath)
        let page = file.deletingLastPathComponent().appending(path: "../../../docs/consumer-groups.md")
        let shown = try #require(
            try String(contentsOf: page, encoding: .utf8).firstMatch(of: /```swift\n((?s:.*?))```/)?.1)
        let source = try #require(
            try String(contentsOf: file, encoding: .utf8)
                .firstMatch(of: /\/\/ Page: begin\n((?s:.*?))\n *\/\/ Page: end/)?.1)
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map { $0.dropFirst(8) }
        #expect(shown == lines.joined(separator: "\n") + "\n")
    }

    private static func example(_ store: PostgresEventStore) async throws {
        @Sendable func send(_ event: RecordedEvent) async throws {}
        // Page: begin
        try await store.createConsumerGroup(ConsumerGroupOptions("mailer"))

        let member = try ConsumerGroupMember(store: store, group: "mailer") { delivery in
            if delivery.event.type == "AddressLost" { throw ConsumerGroupFailure.park("nobody to write to") }
            if delivery.attempts > 3 {
                throw ConsumerGroupFailure.retry("not before the morning", after: .seconds(3600))
            }
            try await send(delivery.event)
        }
        try await member.run()
        // Page: end
    }
}
