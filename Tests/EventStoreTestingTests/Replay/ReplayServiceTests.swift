import EventSourcing
import EventStoreTesting
import Foundation
import Synchronization
import Testing

@Suite("Replay")
struct ReplayServiceTests {
    private func options(_ change: (inout ReplayOptions) -> Void = { _ in }) -> ReplayOptions {
        var options = ReplayOptions()
        options.pageSize = 7
        options.retry = RetryPolicy(attempts: 3, firstPause: .zero)
        options.progressInterval = .zero
        change(&options)
        return options
    }

    /// What a replay of a scope hands out.
    private func replay(_ scope: EventScope, of store: InMemoryEventStore) async throws -> (Seen, ReplayResult) {
        let seen = Seen()
        var replay = try ReplayService(store: store, options: options())
        replay.onOthers { seen.add($0) }
        return (seen, try await replay.run(scope))
    }

    @Test("every event is handed out once, in order, over many pages; the result counts them by type")
    func everything() async throws {
        let store = InMemoryEventStore()
        try await store.fill(50, streams: 3)
        let (seen, result) = try await replay(.all, of: store)
        #expect(seen.positions == Array(1...50))
        #expect(result.processed == 50 && result.isComplete && result.failures.isEmpty && !result.isDryRun)
        #expect(result.countsByType == ["Even": 25, "Odd": 25])
        #expect(result.progress.position == 50 && result.progress.fraction == 1 && result.rate > 0)
    }

    @Test("an empty store, and a range without events, are complete at once")
    func nothing() async throws {
        let store = InMemoryEventStore()
        #expect(try await replay(.all, of: store).1.isComplete)
        try await store.fill(3)
        let (seen, result) = try await replay(EventScope(after: 3, until: 2), of: store)
        #expect(seen.events.isEmpty && result.isComplete && result.progress.fraction == 1)
    }

    @Test("a range of positions excludes its beginning and includes its end", arguments: [1, 7, 8, 1000])
    func positions(pageSize: Int) async throws {
        let store = InMemoryEventStore()
        try await store.fill(30)
        let seen = Seen()
        var replay = try ReplayService(store: store, options: options { $0.pageSize = pageSize })
        replay.onOthers { seen.add($0) }
        let result = try await replay.run(EventScope(after: 10, until: 24))
        #expect(seen.positions == Array(11...24))
        #expect(result.progress.after == 10 && result.progress.until == 24)
    }

    @Test("one that fails or is cancelled tells how far it came, and reads are tried again")
    func failing() async throws {
        let store = InMemoryEventStore()
        try await store.fill(30)
        let lost = EventStoreError(.connectionLost, "lost", isRetryable: true)
        let seen = Seen()
        let told = Mutex<[GlobalPosition]>([])
        var replay = try ReplayService(
            store: store,
            options: options {
                $0.retry.attempts = 1
                $0.readRetry = RetryPolicy(attempts: 3, firstPause: .zero)
                $0.progressInterval = .seconds(3600)
            })
        replay.onOthers { seen.add($0) }
        store.inject(.fails(lost), into: .readAll, times: 2)
        store.inject(.fails(EventStoreError(.closed, "closed")), into: .readAll, skipping: 3)
        await #expect(throws: EventStoreError.self) {
            try await replay.run { progress in told.withLock { $0.append(progress.position) } }
        }
        #expect(told.withLock { $0 } == [GlobalPosition(rawValue: Int64(seen.events.count))] && seen.events.count >= 14)
    }

    @Test("events that criteria exclude are progress, and a filter that nothing passes is read window by window")
    func excluded() async throws {
        var gaps = InMemoryOptions()
        gaps.positionGap = 30_000
        let store = InMemoryEventStore(options: gaps)
        try await store.fill(10)
        let told = Mutex<[GlobalPosition]>([])
        var replay = try ReplayService(store: store, options: options())
        replay.onOthers { _ in }
        var scope = EventScope.all
        scope.criteria = { _ in false }
        _ = try await replay.run(scope) { progress in told.withLock { $0.append(progress.position) } }
        #expect(told.withLock { Set($0).count } >= 10)
        store.resetCallCounts()
        let result = try await replay.run(EventScope(filter: EventFilter(aggregateTypes: ["nothing"])))
        #expect(result.isComplete && result.processed == 0)
        let head = try await store.positions().headPosition.rawValue
        #expect(store.callCount(.readAll) == Int((head + 99_999) / 100_000))
    }

    @Test("a range of times is the store's filter")
    func times() async throws {
        let store = InMemoryEventStore()
        let noon = Date(timeIntervalSince1970: 1_780_000_000)
        for hour in 0..<5 { try await store.fill(2, at: noon + Double(hour) * 3600) }
        let (seen, _) = try await replay(
            EventScope(filter: EventFilter(from: noon + 3600, before: noon + 3 * 3600)), of: store)
        #expect(seen.positions == [3, 4, 5, 6])
    }

    @Test("of one stream only its events come, within types, positions and times, over many pages")
    func stream() async throws {
        let store = InMemoryEventStore()
        try await store.fill(100, streams: 4)
        let order = StreamName("order", "2")
        #expect(try await replay(EventScope(stream: order), of: store).0.positions == (0..<25).map { 2 + 4 * $0 })
        let (seen, result) = try await replay(EventScope(stream: order, after: 10, until: 50), of: store)
        #expect(seen.positions == Array(stride(from: 14, through: 50, by: 4)))
        #expect(result.processed == 10)
        let odd = EventScope(stream: order, filter: EventFilter(eventTypes: ["Odd"]))
        #expect(try await replay(odd, of: store).0.events.isEmpty)
        let other = EventScope(stream: order, filter: EventFilter(tenant: "other"))
        #expect(try await replay(other, of: store).0.events.isEmpty)
        let ofOtherType = EventScope(stream: order, filter: EventFilter(aggregateTypes: ["customer"]))
        #expect(try await replay(ofOtherType, of: store).0.events.isEmpty)
    }

    @Test("criteria leave out what they are false for, and are counted")
    func criteria() async throws {
        let store = InMemoryEventStore()
        try await store.fill(20)
        let (seen, result) = try await replay(
            EventScope(criteria: { $0.globalPosition.rawValue.isMultiple(of: 5) }), of: store)
        #expect(seen.positions == [5, 10, 15, 20])
        #expect(result.processed == 4 && result.progress.excluded == 16)
    }

    @Test("each type goes to its handler and the rest to the other one")
    func handlers() async throws {
        let store = InMemoryEventStore()
        try await store.fill(10)
        let (odd, others) = (Seen(), Seen())
        var replay = try ReplayService(store: store, options: options())
        replay.on("Odd") { odd.add($0) }
        replay.onOthers { others.add($0) }
        #expect(try await replay.run().processed == 10)
        #expect(odd.positions == [1, 3, 5, 7, 9] && others.positions == [2, 4, 6, 8, 10])
    }

    @Test("types without a handler are not read: the store filters")
    func typesArePushedDown() async throws {
        let store = InMemoryEventStore()
        try await store.fill(14)
        let even = Seen()
        var replay = try ReplayService(store: store, options: options { $0.pageSize = 8 })
        replay.on("Even") { even.add($0) }
        let result = try await replay.run()
        #expect(even.positions == [2, 4, 6, 8, 10, 12, 14] && result.processed == 7)
        // Seven events fit into one page of eight; fourteen would not.
        #expect(store.callCount(.readAll) == 1)
        let none = try await replay.run(EventScope(filter: EventFilter(eventTypes: ["Odd"])))
        #expect(none.isComplete && none.processed == 0 && even.events.count == 7)
    }

    @Test("it ends at what was safe to read when it began")
    func head() async throws {
        let store = InMemoryEventStore()
        try await store.fill(10)
        let seen = Seen()
        var replay = try ReplayService(store: store, options: options { $0.pageSize = 3 })
        replay.onOthers { event in
            seen.add(event)
            try await store.fill(1)
        }
        let result = try await replay.run()
        #expect(seen.positions == Array(1...10) && store.count == 20)
        #expect(result.progress.until == 10)
    }

    @Test("a handler that throws is called again, and then the event counts once")
    func retries() async throws {
        let store = InMemoryEventStore()
        try await store.fill(3)
        let calls = Mutex<[Int64]>([])
        var replay = try ReplayService(store: store, options: options())
        replay.onOthers { event in
            let isThird = calls.withLock { calls in
                calls.append(event.globalPosition.rawValue)
                return calls.count { $0 == 2 } == 3
            }
            if event.globalPosition == 2, !isThird { throw Refusal() }
        }
        let result = try await replay.run()
        #expect(calls.withLock { $0 } == [1, 2, 2, 2, 3])
        #expect(result.processed == 3 && result.progress.retries == 2 && result.progress.failed == 0)
    }

    @Test("an event refused too often stops the replay there, and the result says which and why")
    func stops() async throws {
        let store = InMemoryEventStore()
        try await store.fill(10)
        let seen = Seen()
        var replay = try ReplayService(store: store, options: options())
        replay.onOthers { event in
            seen.add(event)
            if event.globalPosition == 4 { throw Refusal() }
        }
        let result = try await replay.run()
        #expect(seen.positions == [1, 2, 3, 4, 4, 4])
        #expect(!result.isComplete && result.processed == 3 && result.progress.position == 3)
        #expect(result.stoppedBy?.event.globalPosition == 4 && result.stoppedBy?.attempts == 3)
        #expect(result.stoppedBy?.error is Refusal && result.failures.count == 1)
    }

    @Test("refused events are skipped when asked for: all are counted, and the list of them is bounded")
    func skips() async throws {
        let store = InMemoryEventStore()
        try await store.fill(20)
        var replay = try ReplayService(
            store: store,
            options: options {
                $0.onFailure = .skip
                $0.maxFailures = 3
                $0.retry = .none
            })
        replay.on("Odd") { _ in throw Refusal() }
        replay.on("Even") { _ in }
        let result = try await replay.run()
        #expect(result.isComplete && result.progress.position == 20)
        #expect(result.processed == 10 && result.progress.failed == 10 && result.countsByType == ["Even": 10])
        #expect(result.failures.map(\.event.globalPosition) == [1, 3, 5])
    }

    @Test("a dry run counts what it would hand out and calls nobody")
    func dryRun() async throws {
        let store = InMemoryEventStore()
        try await store.fill(10)
        let seen = Seen()
        var replay = try ReplayService(store: store, options: options { $0.isDryRun = true })
        #expect(try await replay.run().processed == 10)
        replay.on("Odd") { seen.add($0) }
        let result = try await replay.run()
        #expect(result.isDryRun && result.countsByType == ["Odd": 5] && seen.events.isEmpty)
    }

    @Test("progress is told after each event when asked for, and at the end; never backwards")
    func progress() async throws {
        let store = InMemoryEventStore()
        try await store.fill(20)
        let told = Mutex<[ReplayProgress]>([])
        var replay = try ReplayService(store: store, options: options())
        replay.onOthers { _ in }
        _ = try await replay.run { progress in told.withLock { $0.append(progress) } }
        let all = told.withLock { $0 }
        #expect(all.map(\.processed) == Array(1...20) + [20])
        #expect(all.map(\.position.rawValue) == Array(1...20) + [20])
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.duration <= $1.duration && $0.fraction <= $1.fraction })
        told.withLock { $0 = [] }
        var seldom = try ReplayService(store: store, options: options { $0.progressInterval = .seconds(3600) })
        seldom.onOthers { _ in }
        _ = try await seldom.run { progress in told.withLock { $0.append(progress) } }
        #expect(told.withLock { $0 }.map(\.processed) == [20])
    }

    @Test("reads that may succeed later are repeated, as often as allowed")
    func storeIsAway() async throws {
        let store = InMemoryEventStore()
        try await store.fill(20)
        let lost = EventStoreError(.connectionLost, "lost", isRetryable: true)
        store.inject(.fails(lost), into: .positions, times: 2)
        store.inject(.fails(lost), into: .readAll, times: 2, skipping: 1)
        #expect(try await replay(.all, of: store).0.positions == Array(1...20))
        #expect(store.pendingFaults == 0)
        store.inject(.fails(lost), into: .readAll, times: 3)
        let error = await #expect(throws: EventStoreError.self) { try await replay(.all, of: store) }
        #expect(error?.code == .connectionLost)
    }

    @Test("cancelling ends it in the middle of a handler, which counts as no failure", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let store = InMemoryEventStore()
        try await store.fill(3)
        let (begun, seen) = (Gate(), Seen())
        var replay = try ReplayService(store: store, options: options { $0.onFailure = .skip })
        replay.onOthers { event in
            seen.add(event)
            begun.open()
            try await Task.sleep(for: .seconds(3600))
        }
        let running = Task { [replay] in try await replay.run() }
        await begun.wait()
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(seen.positions == [1])
    }

    @Test("without a handler it is refused, and so are options out of range")
    func refused() async throws {
        let store = InMemoryEventStore()
        let replay = try ReplayService(store: store)
        let error = await #expect(throws: EventStoreError.self) { try await replay.run() }
        #expect(error?.code == .invalidArgument)
        let changes: [(inout ReplayOptions) -> Void] = [
            { $0.pageSize = 0 }, { $0.pageSize = 100_001 }, { $0.retry.attempts = 0 }, { $0.maxFailures = -1 },
            { $0.progressInterval = .seconds(-1) },
        ]
        for change in changes {
            #expect(throws: EventStoreError.self) { try ReplayService(store: store, options: options(change)) }
        }
    }
}
