import EventSourcing
import Foundation
import Synchronization

/// One run of a subscription: reads pages up to the head, says so, and waits for what is stored next.
// Unchecked: used by one iterator at a time, as SubscriptionSource says.
final class InMemorySubscription: SubscriptionSource, @unchecked Sendable {
    private let store: InMemoryEventStore
    private let options: SubscriptionOptions
    /// Everything up to here was looked at. Nil before the first step.
    private var position: Int64?
    private var epoch: UUID?
    private var isCaughtUp = false
    private var pending: [RecordedEvent]?

    init(store: InMemoryEventStore, options: SubscriptionOptions) {
        self.store = store
        self.options = options
    }

    private enum Look {
        case step(SubscriptionStep)
        case ended
        case wait(Waiter, UInt64)
    }

    func next() async throws -> SubscriptionStep? {
        while true {
            try Task.checkCancellation()
            if let pending {
                let events = try await store.payloads.originals(pending)
                self.pending = nil
                return .events(events)
            }
            do {
                try await strike()
            } catch let error as EventStoreError where error.isRetryable {
                await Task.yield()
                continue
            }
            let begun = position
            switch try look() {
            case .step(.events(let events)):
                do {
                    return .events(try await store.payloads.originals(events))
                } catch {
                    // Not delivered, so not passed.
                    position = begun
                    throw error
                }
            case .step(let step): return step
            case .ended: return nil
            case .wait(let waiter, let id):
                await waiter.wait()
                store.state.withLock { $0.waiters.remove(id) }
            }
        }
    }

    private func strike() async throws {
        try await store.state.withLock { $0.faults.strike(.subscriptionRead) }?.body()
    }

    /// What there is to tell, or what to wait for: decided under the store's lock, so that no append slips between.
    private func look() throws -> Look {
        let now = store.now
        return try store.state.withLock { state in
            if state.isShutDown {
                guard position != nil else { throw EventStoreError(.closed, "the store was shut down") }
                return .ended
            }
            let begun = try settle(state.log, at: now)
            let head = state.log.head
            if begun < head {
                let events = try state.log.readAll(
                    AllReadOptions(
                        position: GlobalPosition(rawValue: begun), limit: options.pageSize, filter: options.filter),
                    at: now)
                let isFull = events.count == options.pageSize
                let last = isFull ? events[events.count - 1].globalPosition.rawValue : head
                position = last
                if isCaughtUp && isFull && last < head {
                    isCaughtUp = false
                    pending = events
                    return .step(.fellBehind(GlobalPosition(rawValue: begun)))
                }
                if !events.isEmpty { return .step(.events(events)) }
            }
            if !isCaughtUp {
                isCaughtUp = true
                return .step(.caughtUp(GlobalPosition(rawValue: head)))
            }
            let waiter = Waiter()
            return .wait(waiter, state.waiters.add(after: head, waiter))
        }
    }

    /// The position to read after: settled at the first look.
    private func settle(_ log: InMemoryLog, at now: StoredTime) throws -> Int64 {
        if let epoch, epoch != log.epoch {
            throw EventStoreError(
                .checkpointOfOtherHistory, "the store has another history than the one this subscription has read",
                hint: "It was replaced: rebuild what the subscription feeds.")
        }
        epoch = log.epoch
        if let position { return position }
        guard 1...100_000 ~= options.pageSize else {
            throw EventStoreError(
                .invalidArgument, "the page size of a subscription is 1 to 100000, not \(options.pageSize)",
                hint: "Subscribe with another page size.")
        }
        var start: Int64 = 0
        switch options.start {
        case .beginning: break
        case .now:
            start =
                try log.readAll(AllReadOptions(direction: .backwards, limit: 1), at: now).first?.globalPosition.rawValue
                ?? 0
        case .after(let given):
            guard given >= 0 else {
                throw EventStoreError(
                    .invalidArgument, "cannot subscribe after position \(given)",
                    hint: "Positions begin at 1; 0 is before.")
            }
            start = given.rawValue
        }
        guard start <= log.head else {
            throw EventStoreError(
                .checkpointBeyondHead, "the subscription is at position \(start), beyond the head \(log.head)",
                hint: "The position belongs to another store, or this one has lost events.")
        }
        position = start
        return start
    }
}
