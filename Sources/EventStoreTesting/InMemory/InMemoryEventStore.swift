public import EventSourcing
import Foundation
import Synchronization

/// An event store in the memory of the process, for tests: the whole protocol with the promises of the store in PostgreSQL,
/// which the same conformance suite holds them both to (``ConformanceCase``).
///
///     let store = InMemoryEventStore()
///     try await store.append([placed], to: StreamName("order", "1"), expectedVersion: .noStream)
///     #expect(store.allEvents.map(\.type) == ["OrderPlaced"])
///
/// It has a clock that a test can move (``ManualClock``), and calls fail when they are told to (``inject(_:into:times:skipping:)``).
/// What it does not do: keep anything, tell tenants by roles, deliver its outbox.
public final class InMemoryEventStore: EventStore {
    struct State {
        var log: InMemoryLog
        var faults = FaultPlan()
        var waiters = PositionWaiters()
        var isShutDown = false
    }

    let state: Mutex<State>
    let options: InMemoryOptions
    let payloads: PayloadPipeline
    private let clock: ManualClock?

    /// An empty store.
    ///
    /// - Parameters:
    ///   - clock: What the store takes the time from: `recordedAt`, the times of streams and checkpoints, ages. Nil: the
    ///     system's.
    ///   - payloads: How payloads are changed on their way in, and back on their way out.
    public init(
        options: InMemoryOptions = InMemoryOptions(), clock: ManualClock? = nil, payloads: PayloadPipeline = []
    ) {
        self.options = options
        self.payloads = payloads
        self.clock = clock
        state = Mutex(State(log: InMemoryLog(options: options)))
    }

    var now: StoredTime { StoredTime(clock?.now ?? Date()) }

    /// Makes one call: what is planned for it happens, and `body` at once for all who look.
    func call<Value: Sendable>(_ call: InMemoryCall, _ body: (inout InMemoryLog, StoredTime) throws -> Value)
        async throws
        -> Value
    {
        try Task.checkCancellation()
        let fault = state.withLock { $0.faults.strike(call) }
        if let fault, fault.moment == .before { try await fault.body() }
        let now = now
        let (value, woken) = try state.withLock { state in
            guard !state.isShutDown else { throw EventStoreError(.closed, "the store was shut down") }
            let value = try body(&state.log, now)
            return (value, state.waiters.wake(head: state.log.head))
        }
        for waiter in woken { waiter.resume() }
        if let fault, fault.moment == .after { try await fault.body() }
        return value
    }
}
