import EventSourcing
import EventStoreTesting
import Foundation
import Testing

/// What the store in memory does beyond the protocol.
@Suite("The store in memory")
struct InMemoryEventStoreTests {
    private let stream = StreamName("order", "1")

    private func events(_ count: Int) -> [NewEvent] {
        (0..<count).map { _ in NewEvent(type: "Tested", payload: .json("{}")) }
    }

    @Test("it shows its events, those of a stream, and how many there are")
    func shows() async throws {
        let store = InMemoryEventStore()
        #expect(store.count == 0 && store.allEvents.isEmpty)
        try await store.append(events(2), to: stream, expectedVersion: .noStream)
        try await store.append(events(1), to: StreamName("order", "2"), expectedVersion: .noStream)
        #expect(store.count == 3)
        #expect(store.allEvents.map(\.globalPosition) == [1, 2, 3])
        #expect(store.events(of: stream).map(\.version) == [1, 2])
        try await store.deleteStream(stream)
        #expect(store.count == 1 && store.events(of: stream).isEmpty)
    }

    @Test("its clock gives the times of events, streams and checkpoints, and ends ages")
    func clock() async throws {
        let clock = ManualClock()
        let begun = clock.now
        let store = InMemoryEventStore(clock: clock)
        try await store.append(events(1), to: stream, expectedVersion: .noStream)
        clock.advance(by: .seconds(90))
        try await store.append(events(1), to: stream, expectedVersion: .any)
        #expect(store.allEvents.map(\.recordedAt) == [begun, begun.addingTimeInterval(90)])
        let listed = try await store.streams()
        #expect(listed.map(\.createdAt) == [begun] && listed.map(\.updatedAt) == [begun.addingTimeInterval(90)])
        let checkpoint = try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 2))
        #expect(checkpoint.updatedAt == begun.addingTimeInterval(90))
        try await store.setStreamMetadata(of: stream, maxCount: nil, maxAge: .seconds(60))
        #expect(try await store.readStream(stream).map(\.version) == [2])
        clock.advance(by: .seconds(60))
        #expect(try await store.readStream(stream).map(\.version) == [2])
        clock.advance(by: .milliseconds(1))
        #expect(try await store.readStream(stream).isEmpty)
        #expect(store.count == 0)
    }

    @Test("cleared it is empty, in a new history that subscriptions and checkpoints notice")
    func clear() async throws {
        let store = InMemoryEventStore()
        try await store.append(events(3), to: stream, expectedVersion: .noStream)
        let epoch = store.epoch
        var iterator = store.subscribe(from: .beginning).makeAsyncIterator()
        _ = try await iterator.next()
        store.clear()
        #expect(store.count == 0 && store.epoch != epoch)
        try await store.append(events(1), to: stream, expectedVersion: .noStream)
        #expect(store.allEvents.map(\.globalPosition) == [1])
        _ = try await iterator.next()
        _ = try await iterator.next()
        let error = await #expect(throws: EventStoreError.self) { try await iterator.next() }
        #expect(error?.code == .checkpointOfOtherHistory)
    }

    @Test("a new epoch refuses the checkpoints from before, and lets them be saved anew on purpose")
    func newEpoch() async throws {
        let store = InMemoryEventStore()
        try await store.append(events(1), to: stream, expectedVersion: .noStream)
        try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 1))
        store.newEpoch()
        for call in [
            { _ = try await store.checkpoint(named: "p") },
            { try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 1)) },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: EventStoreError.self) { try await call() }
            #expect(error?.code == .checkpointOfOtherHistory)
        }
        try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 1, allowsBackwards: true))
        #expect(try await store.checkpoint(named: "p")?.epoch == store.epoch)
    }

    @Test("scavenging removes what no read returns, when it is old enough, and forgets its ids")
    func scavenge() async throws {
        let clock = ManualClock()
        let store = InMemoryEventStore(clock: clock)
        let first = events(4)
        try await store.append(first, to: stream, expectedVersion: .noStream)
        try await store.truncateStream(stream, before: 3)
        #expect(store.scavenge() == 0, "younger than an hour")
        clock.advance(by: .seconds(3601))
        #expect(store.scavenge() == 2)
        #expect(try await store.streamMetadata(of: stream).scavengedBefore == 3)
        #expect(try await store.readStream(stream).map(\.version) == [3, 4])
        #expect(try await store.statistics().events == 2)
        let error = await #expect(throws: EventStoreError.self) {
            try await store.append(first, to: stream, expectedVersion: .noStream)
        }
        #expect(error?.code == .eventIDConflict, "only some are known")

        try await store.deleteStream(stream)
        #expect(store.scavenge() == 0, "within the time for reopening")
        clock.advance(by: .seconds(604_801))
        #expect(store.scavenge() == 2)
        #expect(try await store.reopenStream(stream) == 4)
        #expect(try await store.readStream(stream).isEmpty)
        #expect(try await store.append(events(1), to: stream, expectedVersion: .exactly(4)).version == 5)
    }

    @Test("shut down it ends subscriptions in good order and refuses calls")
    func shutdown() async throws {
        let store = InMemoryEventStore()
        try await store.append(events(1), to: stream, expectedVersion: .noStream)
        var iterator = store.subscribe(SubscriptionOptions()).messages.makeAsyncIterator()
        _ = try await iterator.next()
        _ = try await iterator.next()
        let waiting = Task { [iterator] in
            var iterator = iterator
            return try await iterator.next()
        }
        store.shutdown()
        #expect(try await waiting.value == nil)
        let error = await #expect(throws: EventStoreError.self) { try await store.readAll(AllReadOptions()) }
        #expect(error?.code == .closed)
    }

    @Test("it tells which events their appends have written to the outbox")
    func outbox() async throws {
        var options = InMemoryOptions()
        options.outboxByDefault = true
        let store = InMemoryEventStore(options: options)
        try await store.append(events(1), to: stream, expectedVersion: .any)
        _ = try await store.append(StreamAppend(events(1), to: stream, expectedVersion: .any, outbox: false))
        #expect(store.outboxEvents.map(\.version) == [1])
    }
}
