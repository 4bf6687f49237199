import EventSourcing
import EventStoreTesting
import Foundation
import Synchronization
import Testing

@Suite("The stream reader", .timeLimit(.minutes(2)))
struct EventStreamReaderTests {
    typealias Options = EventStreamReader.Options

    private func options(_ mode: EventStreamReader.Mode, _ change: (inout Options) -> Void = { _ in }) -> Options {
        var options = Options(mode)
        options.pageSize = 7
        options.retry = RetryPolicy(attempts: 3, firstPause: .zero)
        options.checkpointInterval = .milliseconds(1)
        change(&options)
        return options
    }

    /// What came of each stream, in order.
    private func versions(_ seen: Seen) -> [StreamName: [Int64]] {
        Dictionary(grouping: seen.events, by: \.stream).mapValues { $0.map(\.version.rawValue) }
    }

    @Test("every event is handled once, and each stream in order", arguments: [1, 2, 8, 33])
    func order(lanes: Int) async throws {
        let store = InMemoryEventStore()
        try await store.fill(500, streams: 20)
        let seen = Seen()
        let reader = try EventStreamReader(store: store, options: options(.batch) { $0.lanes = lanes }) { event in
            // Others may run meanwhile.
            for _ in 0..<Int.random(in: 0...3) { await Task.yield() }
            seen.add(event)
        }
        try await reader.run()
        #expect(versions(seen).count == 20 && versions(seen).values.allSatisfy { $0 == Array(1...25) })
        let metrics = reader.metrics
        #expect(metrics.processed == 500 && metrics.position == 500 && metrics.unfinished == 0 && metrics.isCaughtUp)
        #expect(metrics.rate > 0)
        #expect(try await reader.lag() == 0)
    }

    @Test("a stream that is slow does not hold up those of other lanes, and never has two events in hand")
    func parallel() async throws {
        let store = InMemoryEventStore()
        try await store.fill(100, streams: 50)
        let (gate, seen) = (Gate(), Seen())
        let slow = StreamName("order", "1")
        let inHand = Mutex<[StreamName: Int]>([:])
        let reader = try EventStreamReader(store: store, options: options(.batch) { $0.lanes = 8 }) { event in
            let others = inHand.withLock { inHand in
                inHand[event.stream, default: 0] += 1
                return inHand[event.stream, default: 0]
            }
            #expect(others == 1)
            if event.stream == slow { await gate.wait() }
            inHand.withLock { $0[event.stream, default: 0] -= 1 }
            seen.add(event)
        }
        let running = Task { try await reader.run() }
        // Streams are spread over eight lanes by a random hash: some are not in the slow one's.
        let lanes = Dictionary(grouping: 0..<50) { number in
            UInt(bitPattern: StreamName("order", "\(number)").hashValue) % 8
        }
        let free = lanes.filter { !$0.value.contains(1) }.values.joined().count
        try await eventually { seen.events.count >= 2 * free }
        #expect(!seen.events.contains { $0.stream == slow })
        #expect(reader.metrics.position == 0 && reader.metrics.unfinished >= 2)
        gate.open()
        try await running.value
        #expect(seen.events.count == 100 && reader.metrics.position == 100)
    }

    @Test("no more events are taken than may be unfinished, and the store is not read further", arguments: [1, 5, 20])
    func flowControl(bound: Int) async throws {
        let store = InMemoryEventStore()
        try await store.fill(300, streams: 30)
        let gate = Gate()
        let highest = Mutex(0)
        let own = Mutex<EventStreamReader?>(nil)
        let reader = try EventStreamReader(
            store: store, options: options(.batch) { $0.maxUnfinished = bound }
        ) { _ in
            await gate.wait()
            let unfinished = own.withLock { $0 }?.metrics.unfinished ?? 0
            highest.withLock { $0 = max($0, unfinished) }
        }
        own.withLock { $0 = reader }
        let running = Task { try await reader.run() }
        try await eventually { reader.metrics.unfinished == bound }
        for _ in 0..<100 { await Task.yield() }
        #expect(reader.metrics.unfinished == bound)
        // The pages that are taken, and one ahead.
        #expect(store.callCount(.readAll) <= bound / 7 + 2)
        gate.open()
        try await running.value
        #expect(reader.metrics.processed == 300 && highest.withLock { $0 } <= bound)
        own.withLock { $0 = nil }
    }

    @Test("only the contiguous prefix is saved: what is done beyond an unfinished event comes again")
    func contiguousPrefix() async throws {
        let store = InMemoryEventStore()
        try await store.fill(40, streams: 40)
        // Two streams in different lanes of two; the slow one's first event is the third.
        let slow = StreamName("order", "3")
        let lane = slow.hashValue & 1
        let others = (1...40).filter { StreamName("order", "\($0 % 40)").hashValue & 1 != lane }
        let (first, again) = (Seen(), Seen())
        let never = Gate()
        func reader(_ handler: @escaping EventStreamReader.Handler) throws -> EventStreamReader {
            try EventStreamReader(
                store: store,
                options: options(.batch) {
                    $0.lanes = 2
                    $0.checkpointName = "reader"
                }, handler: handler)
        }
        let interrupted = try reader { event in
            if event.globalPosition == 3 {
                await never.wait()
                throw CancellationError()
            }
            first.add(event)
        }
        let running = Task { try await interrupted.run() }
        try await eventually { first.events.count == others.count + (1...2).count { !others.contains($0) } }
        try await store.waitForCheckpoint(named: "reader", toPass: 2)
        running.cancel()
        never.open()
        try await running.value
        let checkpoint = try #require(try await store.checkpoint(named: "reader", tenant: .none))
        #expect(checkpoint.globalPosition == 2 && checkpoint.eventsProcessed == 2)
        #expect(checkpoint.lastEventID == store.allEvents[1].id)
        #expect(interrupted.metrics.checkpoint == 2)

        try await reader { again.add($0) }.run()
        #expect(again.positions.sorted() == Array(3...40))
        #expect(try await store.checkpoint(named: "reader", tenant: .none)?.globalPosition == 40)
        #expect(try await store.checkpoint(named: "reader", tenant: .none)?.eventsProcessed == 40)
    }

    @Test("batch goes on from its checkpoint and ends at the head; replay begins anew and leaves the checkpoint alone")
    func modes() async throws {
        let store = InMemoryEventStore()
        try await store.fill(10)
        func run(_ mode: EventStreamReader.Mode) async throws -> [Int64] {
            let seen = Seen()
            let reader = try EventStreamReader(
                store: store, options: options(mode) { $0.checkpointName = "reader" }
            ) { event in
                seen.add(event)
                if event.globalPosition == 12 { try await store.fill(1) }
            }
            try await reader.run()
            return seen.positions
        }
        #expect(try await run(.batch) == Array(1...10))
        #expect(try await run(.batch).isEmpty)
        try await store.fill(5)
        #expect(try await run(.batch) == Array(11...15))
        let saves = store.callCount(.saveCheckpoint)
        #expect(try await run(.replay) == Array(1...16))
        #expect(store.callCount(.saveCheckpoint) == saves)
        #expect(try await store.checkpoint(named: "reader", tenant: .none)?.globalPosition == 15)
        #expect(try await run(.catchUp) == [16, 17])
    }

    @Test("catch-up takes what is stored meanwhile, and ends")
    func catchUp() async throws {
        let store = InMemoryEventStore()
        try await store.fill(10)
        let seen = Seen()
        let reader = try EventStreamReader(
            store: store,
            options: options(.catchUp) {
                $0.lanes = 1
                $0.maxUnfinished = 1
            }
        ) { event in
            seen.add(event)
            if event.globalPosition == 3 { try await store.fill(10) }
        }
        try await reader.run()
        #expect(seen.positions == Array(1...20) && reader.metrics.isCaughtUp)
    }

    @Test("streaming goes on with what is stored until it is cancelled, and saves what is done then")
    func streaming() async throws {
        let store = InMemoryEventStore()
        try await store.fill(10)
        let seen = Seen()
        let reader = try EventStreamReader(
            store: store,
            options: options(.streaming) {
                $0.checkpointName = "reader"
                $0.checkpointInterval = .seconds(3600)
            }
        ) { seen.add($0) }
        let running = Task { try await reader.run() }
        try await eventually { reader.metrics.isCaughtUp && reader.metrics.processed == 10 }
        try await store.fill(5)
        try await eventually { reader.metrics.position == 15 }
        running.cancel()
        try await running.value
        #expect(seen.events.count == 15)
        #expect(try await store.checkpoint(named: "reader", tenant: .none)?.globalPosition == 15)
    }

    @Test(
        "the scope holds in every mode: stream, positions, types and criteria",
        arguments: EventStreamReader.Mode.allCases)
    func scope(mode: EventStreamReader.Mode) async throws {
        let store = InMemoryEventStore()
        try await store.fill(100, streams: 4)
        let seen = Seen()
        let scope = EventScope(
            stream: StreamName("order", "3"), filter: EventFilter(eventTypes: ["Odd"]), after: 10, until: 50,
            criteria: { $0.globalPosition != 23 })
        let reader = try EventStreamReader(store: store, scope: scope, options: options(mode)) { seen.add($0) }
        try await reader.run()
        #expect(seen.positions == [11, 15, 19, 27, 31, 35, 39, 43, 47])
        #expect(reader.metrics.position == 50 && reader.metrics.excluded >= 1)
    }

    @Test("a refused event stops it, and only what is done before is saved; the next run begins there")
    func stops() async throws {
        let store = InMemoryEventStore()
        try await store.fill(20, streams: 5)
        let options = options(.batch) {
            $0.checkpointName = "reader"
            $0.checkpointInterval = .seconds(3600)
        }
        let reader = try EventStreamReader(store: store, options: options) { event in
            if event.globalPosition == 8 { throw Refusal() }
        }
        let failure = await #expect(throws: EventHandlingFailure.self) { try await reader.run() }
        #expect(failure?.event.globalPosition == 8 && failure?.attempts == 3 && failure?.error is Refusal)
        #expect(reader.metrics.failed == 1 && reader.metrics.retries == 2 && reader.failures.count == 1)
        let saved = try await store.checkpoint(named: "reader", tenant: .none)?.globalPosition ?? 0
        #expect(saved < 8 && saved == reader.metrics.position)
        let again = Seen()
        try await EventStreamReader(store: store, options: options) { again.add($0) }.run()
        #expect(again.positions.sorted() == Array((saved.rawValue + 1)...20))
    }

    @Test("refused events are skipped when asked for, in order of their stream, with a bounded list")
    func skips() async throws {
        let store = InMemoryEventStore()
        try await store.fill(30, streams: 3)
        let seen = Seen()
        let reader = try EventStreamReader(
            store: store,
            options: options(.batch) {
                $0.onFailure = .skip
                $0.maxFailures = 4
                $0.retry = .none
            }
        ) { event in
            if event.type == "Odd" { throw Refusal() }
            seen.add(event)
        }
        try await reader.run()
        #expect(seen.events.count == 15 && reader.metrics.failed == 15 && reader.failures.count == 4)
        #expect(reader.metrics.position == 30 && reader.metrics.processed == 15)
    }

    @Test("while the store is away it tries again; a checkpoint of another history ends it")
    func storeErrors() async throws {
        let store = InMemoryEventStore()
        try await store.fill(20)
        let lost = EventStoreError(.connectionLost, "lost", isRetryable: true)
        for call in [InMemoryCall.checkpoint, .positions, .readAll, .saveCheckpoint] {
            store.inject(.fails(lost), into: call, times: 2)
        }
        let options = options(.batch) { $0.checkpointName = "reader" }
        let seen = Seen()
        let reader = try EventStreamReader(store: store, options: options) { seen.add($0) }
        try await reader.run()
        #expect(seen.positions == Array(1...20) && store.pendingFaults == 0)
        #expect(try await store.checkpoint(named: "reader", tenant: .none)?.globalPosition == 20)
        store.newEpoch()
        let error = await #expect(throws: EventStoreError.self) { try await reader.run() }
        #expect(error?.code == .checkpointOfOtherHistory)
    }

    @Test("options out of range are refused")
    func refused() {
        let changes: [(inout Options) -> Void] = [
            { $0.lanes = 0 }, { $0.lanes = 1025 }, { $0.maxUnfinished = 0 }, { $0.pageSize = 0 },
            { $0.retry.attempts = 0 }, { $0.maxFailures = -1 }, { $0.checkpointInterval = .zero },
        ]
        for change in changes {
            #expect(throws: EventStoreError.self) {
                try EventStreamReader(store: InMemoryEventStore(), options: options(.batch, change)) { _ in }
            }
        }
    }
}
