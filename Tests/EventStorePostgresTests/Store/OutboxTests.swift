import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("The outbox")
struct OutboxTests {
    @Test("appends write messages as they say, alone, together, in transactions and each on its own")
    func appends() async throws {
        try await TestStore.with { store in
            func append(_ id: String, _ outbox: Bool?) -> StreamAppend {
                StreamAppend(
                    [.test(), .test("Other", "[1]")], to: StreamName("s", id), expectedVersion: .any, outbox: outbox)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = try await store.append(
                            StreamAppend(
                                [.test()], to: StreamName("s", "t\(number)"), expectedVersion: .noStream,
                                outbox: number % 2 == 0 ? true : nil))
                    }
                }
                try await group.waitForAll()
            }
            _ = try await store.append([append("a", true), append("b", false), append("c", nil)])
            _ = try await store.appendEach([append("d", true), append("e", nil)])
            _ = try await store.withTransaction { try await $0.append(append("f", true)) }
            try await store.changeSetting("outbox_by_default", to: "true")
            _ = try await store.append(append("g", nil))
            _ = try await store.append(append("h", false))
            var options = OutboxClaimOptions(worker: "test")
            options.limit = 1000
            let claim = try #require(try await store.claimOutboxMessages(options))
            let expected = (0..<10).map { "t\($0 * 2)" } + ["a", "d", "f", "g"]
            #expect(Set(claim.streams.map { $0[0].event.stream.aggregateID }) == Set(expected))
            #expect(claim.messages.count == 10 + 8)
            let stored = Set(try await store.everything())
            #expect(claim.messages.allSatisfy { stored.contains($0.event) })
        }
    }

    @Test("claim, complete, retry, park, list, replay, release, clean, statistics")
    func calls() async throws {
        try await TestStore.with { store in
            let stream = StreamName("s", "1", tenant: "acme")
            _ = try await store.append(
                StreamAppend((0..<4).map { _ in .test() }, to: stream, expectedVersion: .noStream, outbox: true))
            var options = OutboxClaimOptions(worker: "test")
            options.tenant = "acme"
            options.messagesPerStream = 3
            var claim = try #require(try await store.claimOutboxMessages(options))
            #expect(try await store.claimOutboxMessages(options) == nil)
            let positions = claim.messages.map(\.event.globalPosition)
            try await store.extendOutboxLease(claim.lease, visibilityTimeout: .seconds(60))
            try await store.completeOutboxMessages([positions[0]], lease: claim.lease)
            try await store.parkOutboxMessage(positions[1], lease: claim.lease, error: "never\u{0}")
            let retry = try await store.retryOutboxMessage(
                positions[2], lease: claim.lease, error: "later", delay: .seconds(3600))
            #expect(retry.attempts == 1)
            #expect(!retry.isParked)
            #expect(try #require(retry.availableAt).timeIntervalSinceNow > 3500)
            let lost = await storeError { try await store.completeOutboxMessages([positions[2]], lease: claim.lease) }
            #expect(lost?.code == .outboxLeaseLost)
            #expect(lost?.sqlState == "SE019")
            #expect(lost?.isRetryable == false)
            var statistics = try await store.outboxStatistics()
            #expect(statistics.pendingMessages == 2)
            #expect(statistics.delayedStreams == 1)
            #expect(statistics.parkedMessages == 1)
            #expect(statistics.doneMessages == 1)
            let parked = try await store.parkedOutboxMessages()
            #expect(parked.map(\.event.globalPosition) == [positions[1]])
            #expect(parked.map(\.lastError) == ["never\u{FFFD}"])
            #expect(parked[0].parkedAt != nil)
            #expect(try await store.replayOutboxMessages([positions[0]]) == 0)
            #expect(try await store.replayOutboxMessages() == 1)
            try await store.sql("UPDATE \(store.quotedSchema).outbox_streams SET available_at = now()")
            claim = try #require(try await store.claimOutboxMessages(options))
            #expect(claim.messages.map(\.attempts) == [0, 1, 0])
            #expect(try await store.releaseOutboxLease(claim.lease) == 1)
            #expect(try await store.cleanOutbox(olderThan: .zero) == 1)
            statistics = try await store.outboxStatistics(tenant: "acme")
            #expect(statistics.pendingMessages == 3)
            #expect(statistics.doneMessages == 0)
        }
    }

    @Test("a relay publishes what is appended, soon and once")
    func relay() async throws {
        try await TestStore.with { store in
            var options = OutboxRelay.Options()
            options.pollInterval = .seconds(30)
            let seen = AsyncStream<OutboxMessage>.makeStream()
            let relay = try OutboxRelay(
                store: store, publisher: ClosurePublisher { seen.continuation.yield($0) }, options: options)
            let running = Task { try await relay.run() }
            var messages = seen.stream.makeAsyncIterator()
            for number in 1...5 {
                _ = try await store.append(
                    StreamAppend([.test()], to: StreamName("s", "\(number % 2)"), expectedVersion: .any, outbox: true))
                #expect(await messages.next()?.event.globalPosition == GlobalPosition(rawValue: Int64(number)))
            }
            running.cancel()
            try await running.value
            #expect(try await store.outboxStatistics().pendingMessages == 0)
        }
    }
}
