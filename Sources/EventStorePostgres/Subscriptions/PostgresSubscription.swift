import EventSourcing
import Foundation
import Logging

/// One run of a subscription: reads pages up to the barrier while it is behind, and then what each look at the barrier
/// brings. Catching up and live are the same loop.
// Unchecked: used by one iterator at a time, as SubscriptionSource says.
final class PostgresSubscription: SubscriptionSource, @unchecked Sendable {
    private let feed: SubscriptionFeed
    private let options: SubscriptionOptions
    private var position: Int64?
    /// Everything up to here may be read.
    private var safe: Int64 = 0
    private var isCaughtUp = false
    private var epoch: UUID?
    /// The next page, asked for while the consumer has the last one.
    private var next: Request?
    private var pending: [RecordedEvent]?

    init(feed: SubscriptionFeed, options: SubscriptionOptions) {
        self.feed = feed
        self.options = options
    }

    deinit {
        next?.answer.cancel()
    }

    func next() async throws -> SubscriptionStep? {
        var backoff = Backoff()
        while true {
            try Task.checkCancellation()
            do {
                return try await step()
            } catch {
                let translated = EventStoreError.translating(error)
                guard let failure = translated as? EventStoreError, failure.isRetryable else { throw translated }
                feed.logger.info(
                    "a subscription reads again after an error",
                    metadata: ["event_store.error": "\(failure)", "event_store.position": "\(position ?? 0)"])
                next?.answer.cancel()
                next = nil
                try await Task.sleep(for: backoff.next())
                feed.information.forget()
                try await checkHistory()
            }
        }
    }

    private func step() async throws -> SubscriptionStep? {
        if let events = pending {
            pending = nil
            return .events(events)
        }
        while true {
            let begun = try await begin()
            if begun < safe {
                if let step = try await page(after: begun) { return step }
            } else if !isCaughtUp {
                // The barrier that was known is reached; a fresh one may be further.
                if feed.isStopped { return nil }
                safe = max(safe, try await feed.barrier().safe.rawValue)
                if begun < safe { continue }
                isCaughtUp = true
                return .caughtUp(GlobalPosition(rawValue: begun))
            } else {
                guard let positions = try await feed.positions(after: begun) else { return nil }
                if positions.head.rawValue < begun {
                    throw EventStoreError(
                        .checkpointBeyondHead,
                        "the subscription is at position \(begun), beyond the head \(positions.head)",
                        hint: "The store has lost events that were delivered: it was restored or failed over.")
                }
                safe = max(safe, positions.safe.rawValue)
            }
        }
    }

    /// The position of the run, settled at its first step.
    private func begin() async throws -> Int64 {
        if let position { return position }
        try await checkHistory()
        let positions = try await feed.barrier()
        safe = positions.safe.rawValue
        switch options.start {
        case .beginning: position = 0
        case .now: position = positions.safe.rawValue
        case .after(let start):
            guard start <= positions.head, start >= 0 else {
                throw EventStoreError(
                    start < 0 ? .invalidArgument : .checkpointBeyondHead,
                    "cannot subscribe after position \(start), the head is \(positions.head)",
                    hint: "The position may belong to another store, or this one was restored.")
            }
            position = start.rawValue
        }
        return position!
    }

    /// The same store as before? Asked at the start and after a lost connection.
    private func checkHistory() async throws {
        let current = try await feed.information.get().epoch
        if let epoch, epoch != current {
            throw EventStoreError(
                .checkpointOfOtherHistory, "the store has another history than the one this subscription has read",
                hint: "It was restored or replaced: rebuild what the subscription feeds.")
        }
        epoch = current
    }

    // MARK: Pages

    /// Reads the next page, and asks for the one after it. Nil when no event was in it.
    private func page(after begun: Int64) async throws -> SubscriptionStep? {
        let request = next ?? request(after: begun)
        let result = try await request.answer.valueCancellingTask()
        next = nil
        let isFull = result.rowCount >= options.pageSize
        let last = isFull ? try result.int64(result.rowCount - 1, 0) : request.until
        position = last
        if last < safe { next = self.request(after: last) }
        if result.rowCount == 0 { return nil }
        let events = try RecordedEventDecoder.events(result)
        if isCaughtUp && isFull && last < safe {
            isCaughtUp = false
            pending = events
            return .fellBehind(GlobalPosition(rawValue: begun))
        }
        return .events(events)
    }

    /// A page that was asked for: everything after a position up to `until`, as far as the page holds it.
    private struct Request {
        let until: Int64
        let answer: Task<PostgresResult, any Error>
    }

    private func request(after begun: Int64) -> Request {
        // With a filter a page may have to pass over many events; the window bounds the work of one call.
        let window = max(100_000, Int64(options.pageSize) * 20)
        let until = options.filter == .all ? safe : min(safe, begun + window)
        let parameters = ReadCall.all(
            AllReadOptions(
                position: GlobalPosition(rawValue: begun), limit: options.pageSize,
                until: GlobalPosition(rawValue: until), filter: options.filter))
        let answer = Task { [feed] in try await feed.pool.query(feed.functions.readAll, parameters) }
        return Request(until: until, answer: answer)
    }
}

extension Task where Failure == any Error {
    /// Waits for the task and cancels it when the waiting task is cancelled.
    fileprivate func valueCancellingTask() async throws -> Success {
        try await withTaskCancellationHandler {
            try await value
        } onCancel: {
            cancel()
        }
    }
}
