import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization
import Testing

@Suite("Consumer groups and lost answers")
struct ConsumerGroupLostAnswerTests {
    /// The events handled, in order, until nothing is left. One stream of six events; the second is parked.
    private func handled(losing kind: LossyGroupStore.Kind) async throws -> [Int64] {
        try await TestStore.with { store in
            try await store.append(
                (0..<6).map { _ in .test() }, to: StreamName("s", "1"), expectedVersion: .noStream)
            try await store.createConsumerGroup(ConsumerGroupOptions("g"))
            let lossy = LossyGroupStore(store, loses: kind)
            var options = ConsumerGroupMember.Options(name: "m")
            options.pollInterval = .milliseconds(20)
            let versions = Mutex<[Int64]>([])
            let member = try ConsumerGroupMember(store: lossy, group: "g", options: options) { delivery in
                if delivery.event.version.rawValue == 2 { throw ConsumerGroupFailure.park("never") }
                versions.withLock { $0.append(delivery.event.version.rawValue) }
            }
            let running = Task { try await member.run() }
            try await waitUntil("all are settled") {
                let group = try await store.consumerGroups()[0]
                return lossy.hasLost && group.lag == 0 && group.unacknowledged == 0 && group.waitingStreams == 0
            }
            running.cancel()
            try await running.value
            let group = try await store.consumerGroups()[0]
            #expect(group.parkedEvents == 1)
            // Nothing waited for the end of a lease: the member gave back what it had.
            #expect(member.counts.leasesLost == 0)
            return versions.withLock { $0 }
        }
    }

    @Test("what a fetch handed out whose answer was lost comes again, in order")
    func fetch() async throws {
        #expect(try await handled(losing: .fetch) == [1, 3, 4, 5, 6])
    }

    @Test("what stands behind an event whose parking was carried out and not answered is handled, in order")
    func park() async throws {
        #expect(try await handled(losing: .park) == [1, 3, 4, 5, 6])
    }

    @Test("what is handled within the interval is acknowledged by one call, and at once when the member ends")
    func together() async throws {
        try await TestStore.with { store in
            try await store.append(
                (0..<30).map { _ in .test() }, to: StreamName("s", "1"), expectedVersion: .noStream)
            try await store.createConsumerGroup(ConsumerGroupOptions("g"))
            let counting = LossyGroupStore(store)
            var options = ConsumerGroupMember.Options(name: "m")
            options.acknowledgementInterval = .seconds(1)
            let member = try ConsumerGroupMember(store: counting, group: "g", options: options) { _ in
                try await Task.sleep(for: .milliseconds(3))
            }
            let running = Task { try await member.run() }
            try await waitUntil("all are handled") { member.counts.handled == 30 }
            running.cancel()
            try await running.value
            let group = try await store.consumerGroups()[0]
            #expect(group.lag == 0 && group.unacknowledged == 0)
            // One at once, one for all that came within a second of it; one more on a machine that is slow.
            #expect(counting.acknowledgements <= 3)
        }
    }
}
