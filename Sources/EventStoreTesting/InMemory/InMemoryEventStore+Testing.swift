public import EventSourcing
public import Foundation
import Synchronization

// For tests. None of these counts as a call, and no fault strikes them.
extension InMemoryEventStore {
    /// All events that a reader of the whole store sees, in order, their payloads as they are stored.
    public var allEvents: [RecordedEvent] {
        let now = now
        return state.withLock { state in state.log.entries.filter { !state.log.isHidden($0, at: now) }.map(\.event) }
    }

    /// The events of a stream, in order, without those that no read returns. None when it is absent or deleted.
    public func events(of stream: StreamName) -> [RecordedEvent] {
        let key = StreamKey(stream)
        return allEvents.filter { StreamKey($0.stream) == key }
    }

    /// How many events ``allEvents`` has.
    public var count: Int { allEvents.count }

    /// The events that their appends have written to the outbox, in order, their payloads as they are stored. Nothing delivers
    /// them.
    public var outboxEvents: [RecordedEvent] {
        state.withLock { $0.log.entries.filter(\.isMessage).map(\.event) }
    }

    /// The identity of this history, which checkpoints carry.
    public var epoch: UUID { state.withLock { $0.log.epoch } }

    /// Empties the store: positions begin anew, in a new history. Subscriptions that are running fail with
    /// ``EventSourcing/EventStoreError/Code/checkpointOfOtherHistory``. Planned faults stay.
    public func clear() {
        let woken = state.withLock { state in
            state.log = InMemoryLog(options: options)
            return state.waiters.wakeAll()
        }
        for waiter in woken { waiter.resume() }
    }

    /// Gives the store a new identity, as after a restore: checkpoints from before are refused, and running subscriptions fail.
    @discardableResult
    public func newEpoch() -> UUID {
        let (epoch, woken) = state.withLock { state in
            state.log.epoch = UUID()
            return (state.log.epoch, state.waiters.wakeAll())
        }
        for waiter in woken { waiter.resume() }
        return epoch
    }

    /// Removes the events that no read returns any more, but for those younger than ``InMemoryOptions/scavengeMinAge`` and those
    /// of streams deleted within ``InMemoryOptions/reopenGrace``; their ids are forgotten. Returns how many.
    @discardableResult
    public func scavenge() -> Int {
        let now = now
        return state.withLock { $0.log.scavenge(at: now) }
    }

    /// Ends all subscriptions in good order; every call after it throws ``EventSourcing/EventStoreError/Code/closed``.
    public func shutdown() {
        let woken = state.withLock { state in
            state.isShutDown = true
            return state.waiters.wakeAll()
        }
        for waiter in woken { waiter.resume() }
    }

    /// Plans a fault for the next calls of a kind.
    ///
    /// - Parameters:
    ///   - times: How many calls it strikes.
    ///   - skipping: How many calls pass before.
    ///
    /// Faults for one kind of call strike one after the other, in the order in which they were planned.
    public func inject(_ fault: InjectedFault, into call: InMemoryCall, times: Int = 1, skipping: Int = 0) {
        state.withLock { $0.faults.add(fault, call, times: times, skipping: skipping) }
    }

    /// How many calls the faults that are planned will still strike.
    public var pendingFaults: Int { state.withLock { $0.faults.pending } }

    /// Takes back all faults that are planned.
    public func removeFaults() {
        state.withLock { $0.faults.removeAll() }
    }

    /// How often a call was made, with those that failed.
    public func callCount(_ call: InMemoryCall) -> Int {
        state.withLock { $0.faults.calls[call] ?? 0 }
    }

    /// Begins to count calls anew.
    public func resetCallCounts() {
        state.withLock { $0.faults.forgetCalls() }
    }
}
