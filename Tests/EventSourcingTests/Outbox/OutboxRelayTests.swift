import EventSourcing
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing

/// What a publisher was given.
private actor Recorder {
    var positions: [StreamName: [Int64]] = [:]
    var running = 0
    var mostRunning = 0

    func begin() {
        running += 1
        mostRunning = max(mostRunning, running)
    }

    func end(_ message: OutboxMessage) {
        running -= 1
        positions[message.event.stream, default: []].append(message.event.globalPosition.rawValue)
    }
}

private struct Refusal: Error, CustomStringConvertible {
    var description: String { "refused" }
}

@Suite("The relay of the outbox", .timeLimit(.minutes(2)))
struct OutboxRelayTests {
    private func run(
        _ outbox: FakeOutbox, _ publisher: any MessagePublisher,
        _ change: (inout OutboxRelay.Options) -> Void = { _ in }
    ) async throws -> OutboxRelay.Counts {
        var options = OutboxRelay.Options()
        options.endsWhenEmpty = true
        change(&options)
        let relay = try OutboxRelay(store: outbox, publisher: publisher, options: options)
        try await relay.run()
        return relay.counts
    }

    @Test("it publishes every message, in order per stream, so many streams at a time")
    func order() async throws {
        let outbox = FakeOutbox()
        for _ in 0..<5 { for stream in 0..<20 { outbox.append(3, to: "\(stream)") } }
        let recorder = Recorder()
        let counts = try await run(
            outbox,
            ClosurePublisher { message in
                await recorder.begin()
                try await Task.sleep(for: .milliseconds(1))
                await recorder.end(message)
            }
        ) { $0.parallelism = 4 }
        #expect(counts.published == 300)
        #expect(outbox.isEmpty)
        #expect(await recorder.mostRunning <= 4)
        #expect(await recorder.mostRunning > 1)
        for positions in await recorder.positions.values {
            #expect(positions == positions.sorted())
            #expect(positions.count == 15)
        }
        #expect(outbox.state.withLock { $0.released } == 0)
    }

    @Test("a failure holds up its stream alone, and says how long")
    func retry() async throws {
        let outbox = FakeOutbox()
        let bad = outbox.append(3, to: "bad")
        outbox.append(3, to: "good")
        let counts = try await run(
            outbox,
            ClosurePublisher { message in
                if message.event.stream == bad, message.event.globalPosition == 2 {
                    throw PublishingError.retry("busy", after: .seconds(7))
                }
            })
        #expect(counts == .init(published: 4, retried: 1))
        let state = outbox.state.withLock { ($0.done, $0.retried, $0.delays) }
        #expect(Set(state.0) == [1, 4, 5, 6])
        #expect(state.1 == [2])
        #expect(state.2 == [.seconds(7)])
    }

    @Test("a message that is parked lets its followers go on, at once or after its last attempt")
    func park() async throws {
        let outbox = FakeOutbox()
        outbox.append(4, to: "a")
        outbox.state.withLock { $0.maxAttempts = 1 }
        let counts = try await run(
            outbox,
            ClosurePublisher { message in
                if message.event.globalPosition == 2 { throw PublishingError.park("never") }
                if message.event.globalPosition == 3 { throw Refusal() }
            })
        #expect(counts == .init(published: 2, parked: 2))
        #expect(outbox.state.withLock { $0.parked } == [2: "never", 3: "refused"])
        #expect(outbox.state.withLock { $0.done } == [1, 4])
    }

    @Test("a publisher that cannot go on ends the relay, which gives back what it holds")
    func stop() async throws {
        let outbox = FakeOutbox()
        for stream in 0..<5 { outbox.append(2, to: "\(stream)") }
        await #expect(throws: Refusal.self) {
            try await run(outbox, ClosurePublisher { _ in throw PublishingError.stop(Refusal()) })
        }
        let state = outbox.state.withLock { ($0.leases.count, $0.retried, $0.done) }
        #expect(state.0 == 0)
        #expect(state.1 == [])
        #expect(state.2 == [])
    }

    @Test("when the store is away it tries again; an error that no repetition mends ends it")
    func storeAway() async throws {
        let outbox = FakeOutbox()
        outbox.append(2, to: "a")
        outbox.state.withLock { $0.failuresOfClaim = 2 }
        #expect(try await run(outbox, ClosurePublisher { _ in }).published == 2)
        struct Denied: Error {}
        let broken = BrokenOutbox()
        let relay = try OutboxRelay(store: broken, publisher: ClosurePublisher { _ in })
        await #expect(throws: EventStoreError.self) { try await relay.run() }
    }

    @Test("a lease is extended while publishing takes long")
    func extending() async throws {
        let outbox = FakeOutbox()
        outbox.append(1, to: "a")
        let counts = try await run(outbox, ClosurePublisher { _ in try await Task.sleep(for: .seconds(12)) }) {
            $0.visibilityTimeout = .seconds(30)
        }
        #expect(counts == .init(published: 1))
        #expect(outbox.state.withLock { $0.extended } >= 1)
    }

    @Test(
        "publishing is cancelled when the lease is lost, or cannot be extended in time",
        arguments: [EventStoreError.Code.outboxLeaseLost, .connectionLost])
    func leaseLost(_ code: EventStoreError.Code) async throws {
        let outbox = FakeOutbox()
        outbox.append(2, to: "a")
        outbox.state.withLock {
            $0.extensionFailure = EventStoreError(code, "away", isRetryable: code == .connectionLost)
        }
        let cancelled = Recorder()
        let counts = try await run(
            outbox,
            ClosurePublisher { _ in
                do {
                    try await Task.sleep(for: .seconds(120))
                } catch {
                    await cancelled.begin()
                    throw error
                }
            }
        ) { $0.visibilityTimeout = .seconds(30) }
        #expect(counts == .init(leasesLost: 1))
        #expect(await cancelled.running == 1)
        #expect(outbox.state.withLock { $0.retried } == [])
    }

    @Test("a graceful shutdown lets what is under way finish and gives back the rest")
    func shutdown() async throws {
        let outbox = FakeOutbox()
        for stream in 0..<4 { outbox.append(5, to: "\(stream)") }
        let begun = AsyncStream<Void>.makeStream()
        var options = OutboxRelay.Options()
        options.parallelism = 2
        options.messagesPerStream = 2
        let relay = try OutboxRelay(
            store: outbox,
            publisher: ClosurePublisher { _ in
                begun.continuation.yield()
                try await Task.sleep(for: .milliseconds(50))
            }, options: options)
        let group = ServiceGroup(configuration: .init(services: [.init(service: relay)], logger: .init(label: "test")))
        let running = Task { try await group.run() }
        for await _ in begun.stream { break }
        await group.triggerGracefulShutdown()
        try await running.value
        let state = outbox.state.withLock { ($0.leases.count, $0.released, $0.done.count, $0.retried) }
        #expect(state.0 == 0)
        #expect(state.1 > 0)
        #expect(state.2 >= 2)
        #expect(state.2 == relay.counts.published)
        #expect(state.3 == [])
    }

    @Test("a cancelled relay notes what it has published and gives back the rest")
    func cancellation() async throws {
        let outbox = FakeOutbox()
        outbox.append(10, to: "a")
        let third = AsyncStream<Void>.makeStream()
        let relay = try OutboxRelay(
            store: outbox,
            publisher: ClosurePublisher { message in
                guard message.event.globalPosition == 3 else { return }
                third.continuation.yield()
                try await Task.sleep(for: .seconds(60))
            })
        let running = Task { try await relay.run() }
        for await _ in third.stream { break }
        running.cancel()
        try await running.value
        let state = outbox.state.withLock { ($0.leases.count, $0.done, $0.retried) }
        #expect(state.0 == 0)
        #expect(state.1 == [1, 2])
        #expect(state.2 == [])
    }

    /// What happened when a lease, of ten streams of which two are published at a time, could not be extended; `thrown` is what the
    /// publisher makes of its cancellation.
    private func loseLease(_ outbox: FakeOutbox, _ thrown: any Error) async throws -> OutboxRelay.Counts {
        for stream in 0..<10 { outbox.append(2, to: "\(stream)") }
        outbox.state.withLock { $0.extensionFailure = EventStoreError(.outboxLeaseLost, "lost") }
        return try await run(
            outbox,
            ClosurePublisher { _ in
                do { try await Task.sleep(for: .seconds(120)) } catch { throw thrown }
            }
        ) {
            $0.parallelism = 2
            $0.visibilityTimeout = .seconds(12)
        }
    }

    @Test(
        "a lease that is lost counts no failures: not of streams that waited, whatever the publisher makes of a cancellation",
        arguments: [Refusal() as any Error, CancellationError(), PublishingError.retry("cancelled")])
    func leaseLostUncounted(_ thrown: any Error) async throws {
        let outbox = FakeOutbox()
        // The streams that waited are released by nobody: the lease is lost.
        let counts = try await loseLease(outbox, thrown)
        #expect(counts == .init(leasesLost: 1))
        #expect(outbox.state.withLock { $0.retried } == [])
    }

    @Test("a publisher that hangs is cancelled, which counts; what it has published is noted")
    func publishTimeout() async throws {
        let outbox = FakeOutbox()
        outbox.append(3, to: "a")
        let counts = try await run(
            outbox,
            ClosurePublisher { message in
                if message.event.globalPosition == 2 { try await Task.sleep(for: .seconds(100)) }
            }
        ) { $0.publishTimeout = .milliseconds(300) }
        #expect(counts == .init(published: 1, retried: 1))
        #expect(outbox.state.withLock { $0.retried } == [2])
    }

    @Test("a relay that cannot go on lets other calls finish for the grace period, and cancels them then")
    func stopBesideHanging() async throws {
        let outbox = FakeOutbox()
        let hanging = outbox.append(1, to: "a")
        outbox.append(1, to: "b")
        let begun = ContinuousClock.now
        await #expect(throws: Refusal.self) {
            try await run(
                outbox,
                ClosurePublisher { message in
                    if message.event.stream == hanging { try await Task.sleep(for: .seconds(100)) }
                    try await Task.sleep(for: .milliseconds(50))
                    throw PublishingError.stop(Refusal())
                }
            ) { $0.shutdownGrace = .milliseconds(200) }
        }
        #expect(ContinuousClock.now - begun < .seconds(60))
        #expect(outbox.state.withLock { $0.leases.isEmpty && $0.retried.isEmpty })
    }

    @Test("a lost answer of complete drops that stream alone, and nothing comes twice")
    func lostAnswer() async throws {
        let outbox = FakeOutbox()
        for stream in 0..<10 { outbox.append(2, to: "\(stream)") }
        outbox.state.withLock { $0.lostAnswersOfComplete = 1 }
        let recorder = Recorder()
        let counts = try await run(outbox, ClosurePublisher { await recorder.end($0) }) { $0.parallelism = 1 }
        #expect(counts.leasesLost == 0)
        #expect(outbox.isEmpty)
        #expect(outbox.state.withLock { $0.leases.isEmpty })
        let positions = await recorder.positions
        #expect(positions.count == 10)
        for positions in positions.values { #expect(Set(positions).count == 2 && positions.count == 2) }
    }

    @Test("a delay out of range is cut; one that the store refuses is left out")
    func delays() async throws {
        for (delay, cut) in [(Duration.seconds(-5), Duration.zero), (.seconds(1e12), .seconds(30 * 86_400))] {
            let outbox = FakeOutbox()
            outbox.append(1, to: "a")
            _ = try await run(outbox, ClosurePublisher { _ in throw PublishingError.retry("no", after: delay) })
            #expect(outbox.state.withLock { $0.delays } == [cut])
        }
        let outbox = FakeOutbox()
        outbox.append(1, to: "a")
        outbox.state.withLock { $0.refusalOfDelay = EventStoreError(.invalidArgument, "no delay") }
        let counts = try await run(
            outbox, ClosurePublisher { _ in throw PublishingError.retry("no", after: .seconds(1)) })
        #expect(counts == .init(retried: 1))
        #expect(outbox.state.withLock { $0.delays } == [nil])
    }

    @Test("a failure that the store will not note ends the relay, which can be run again")
    func unnotable() async throws {
        let outbox = FakeOutbox()
        outbox.append(1, to: "a")
        outbox.state.withLock { $0.refusalOfRetry = EventStoreError(.permissionDenied, "no") }
        var options = OutboxRelay.Options()
        options.endsWhenEmpty = true
        let attempts = Recorder()
        let relay = try OutboxRelay(
            store: outbox,
            publisher: ClosurePublisher { message in
                await attempts.end(message)
                if await attempts.positions.values.first?.count == 1 { throw Refusal() }
            }, options: options)
        await #expect(throws: EventStoreError.self) { try await relay.run() }
        #expect(outbox.state.withLock { $0.leases.isEmpty })
        try await relay.run()
        #expect(relay.counts == .init(published: 1))
    }

    @Test("an extension that comes when the last failure has just been noted is no lost lease")
    func extendingBesideRetry() async throws {
        let outbox = FakeOutbox()
        outbox.append(1, to: "a")
        outbox.state.withLock {
            $0.extendsHeldLeasesOnly = true
            $0.slownessOfRetry = .seconds(10)
        }
        let counts = try await run(outbox, ClosurePublisher { _ in throw Refusal() }) {
            $0.visibilityTimeout = .seconds(24)
        }
        #expect(counts == .init(retried: 1))
    }

    @Test("options out of range are refused")
    func ranges() throws {
        let changes: [(inout OutboxRelay.Options) -> Void] = [
            { $0.worker = "" }, { $0.worker = String(repeating: "x", count: 256) }, { $0.parallelism = 0 },
            { $0.messagesPerClaim = 0 }, { $0.messagesPerStream = 10_001 }, { $0.visibilityTimeout = .zero },
            { $0.publishTimeout = .zero }, { $0.pollInterval = .seconds(-1) }, { $0.shutdownGrace = .seconds(1e9) },
        ]
        for change in changes {
            var options = OutboxRelay.Options()
            change(&options)
            #expect(throws: EventStoreError.self) {
                try OutboxRelay(store: FakeOutbox(), publisher: ClosurePublisher { _ in }, options: options)
            }
        }
    }

    @Test("it is woken by new events")
    func waking() async throws {
        let outbox = FakeOutbox()
        var options = OutboxRelay.Options()
        options.pollInterval = .seconds(60)
        let published = AsyncStream<Void>.makeStream()
        let relay = try OutboxRelay(
            store: outbox, publisher: ClosurePublisher { _ in published.continuation.yield() }, options: options)
        let running = Task { try await relay.run() }
        for stream in 0..<3 {
            try await Task.sleep(for: .milliseconds(20))
            outbox.append(1, to: "\(stream)")
            for await _ in published.stream { break }
        }
        running.cancel()
        try await running.value
    }
}

/// Refuses everything for good.
private struct BrokenOutbox: OutboxStore {
    private var error: EventStoreError { EventStoreError(.permissionDenied, "no") }

    func claimOutboxMessages(_ options: OutboxClaimOptions) async throws -> OutboxClaim? { throw error }
    func extendOutboxLease(_ lease: UUID, visibilityTimeout: Duration) async throws { throw error }
    func completeOutboxMessages(_ positions: [GlobalPosition], lease: UUID) async throws { throw error }
    func retryOutboxMessage(_ position: GlobalPosition, lease: UUID, error text: String, delay: Duration?) async throws
        -> OutboxRetry
    { throw error }
    func parkOutboxMessage(_ position: GlobalPosition, lease: UUID, error text: String) async throws { throw error }
    func releaseOutboxLease(_ lease: UUID) async throws -> Int { throw error }
    func waitForEvents(after position: GlobalPosition) async throws -> GlobalPosition { throw error }
    func parkedOutboxMessages(after position: GlobalPosition, limit: Int, tenant: Tenant?) async throws
        -> [OutboxMessage]
    { throw error }
    func replayOutboxMessages(_ positions: [GlobalPosition]?, limit: Int, tenant: Tenant?) async throws -> Int {
        throw error
    }
    func cleanOutbox(olderThan age: Duration, limit: Int, includingParked: Bool) async throws -> Int { throw error }
    func outboxStatistics(tenant: Tenant?) async throws -> OutboxStatistics { throw error }
}
