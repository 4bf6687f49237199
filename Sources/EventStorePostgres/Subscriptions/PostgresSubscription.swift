import EventSourcing
import Foundation
import Logging

/// One run of a subscription: reads pages up to the barrier while it is behind, and then what each look at the barrier
/// brings. Catching up and live are the same loop.
// Unchecked: used by one iterator at a time, as SubscriptionSource says.
final class PostgresSubscription: SubscriptionSource, @unchecked Sendable {
    private let feed: SubscriptionFeed
    private let options: SubscriptionOptions
    /// Everything up to here was looked at.
    private var position: Int64?
    /// The last event that was delivered, or the start. A position that nobody's commit has used may be given out again after
    /// a crash of the server, so only this one holds beyond a connection.
    private var delivered: Int64 = 0
    /// The event at that position, if it was delivered by this run.
    private var deliveredID: UUID?
    /// Everything up to here may be read.
    private var safe: Int64 = 0
    /// The highest position that was given out, as far as is known.
    private var head: Int64 = 0
    private var isCaughtUp = false
    private var epoch: UUID?
    /// The generation of connections over which `position` and `safe` were learnt; nil: they are in doubt.
    private var generation: UInt64?
    /// The next page, asked for while the consumer has the last one.
    private var next: Request?
    private var pending: [RecordedEvent]?

    /// A new connection has come: the server may have been restarted or replaced.
    private struct ConnectionChanged: Error {}

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
                let step = try await step()
                if case .events(let events) = step, let observer = feed.observer { tell(observer, events) }
                return step
            } catch is ConnectionChanged {
                doubt()
            } catch {
                let translated = EventStoreError.translating(error)
                guard let failure = translated as? EventStoreError else { throw translated }
                if failure.code == .closed, position != nil, feed.isStopped { return nil }
                guard failure.isRetryable else { throw failure }
                feed.logger.info(
                    "a subscription reads again after an error",
                    metadata: ["event_store.error": "\(failure)", "event_store.position": "\(delivered)"])
                doubt()
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    private func tell(_ observer: any EventStoreObserver, _ events: [RecordedEvent]) {
        guard let first = events.first, let last = events.last?.globalPosition else { return }
        observer.didDeliver(
            DeliveryObservation(
                events: events.count, position: last, lag: max(0, head - last.rawValue),
                latency: .seconds(max(0, -first.recordedAt.timeIntervalSinceNow))))
    }

    /// Begins again after the last event that was delivered, once it is clear that the history is the same.
    private func doubt() {
        next?.answer.cancel()
        next = nil
        generation = nil
    }

    private func checkGeneration() throws {
        if feed.pool.sharedGeneration != generation { throw ConnectionChanged() }
    }

    private func step() async throws -> SubscriptionStep? {
        if let events = pending {
            pending = nil
            return .events(events)
        }
        while true {
            let begun = try await settle()
            if begun < safe {
                if let step = try await page(after: begun) { return step }
            } else if !isCaughtUp {
                // The barrier that was known is reached; a fresh one may be further.
                if feed.isStopped { return nil }
                let fresh = try await feed.barrier()
                try checkGeneration()
                learn(fresh)
                if begun < safe { continue }
                isCaughtUp = true
                return .caughtUp(GlobalPosition(rawValue: begun))
            } else {
                guard let wake = try await wake(after: begun).valueCancellingTask() else { return nil }
                try checkGeneration()
                try checkHead(wake.positions.headPosition.rawValue, begun)
                learn(wake.positions)
                if let step = try await deliver(wake.result, until: wake.until, after: begun) { return step }
            }
        }
    }

    /// The position to read after: settled at the first step, and again when a connection was lost.
    private func settle() async throws -> Int64 {
        if let position, generation != nil { return position }
        guard 1...100_000 ~= options.pageSize else {
            throw EventStoreError(
                .invalidArgument, "the page size of a subscription is 1 to 100000, not \(options.pageSize)",
                hint: "Subscribe with another page size.")
        }
        var positions: StorePositions
        var current: UInt64
        repeat {
            current = feed.pool.sharedGeneration
            if epoch != nil { feed.information.forget() }
            try await checkHistory()
            positions = try await feed.barrier()
            if position == nil { try await start(positions) }
        } while current != feed.pool.sharedGeneration
        try checkHead(positions.headPosition.rawValue, delivered)
        generation = current
        safe = positions.safePosition.rawValue
        head = positions.headPosition.rawValue
        position = delivered
        return delivered
    }

    private func learn(_ positions: StorePositions) {
        safe = max(safe, positions.safePosition.rawValue)
        head = max(head, positions.headPosition.rawValue)
    }

    private func start(_ positions: StorePositions) async throws {
        switch options.start {
        case .beginning: delivered = 0
        case .now: delivered = try await feed.lastEvent(until: positions.safePosition)?.rawValue ?? 0
        case .after(let start):
            guard start >= 0 else {
                throw EventStoreError(
                    .invalidArgument, "cannot subscribe after position \(start)",
                    hint: "Positions begin at 1; 0 is before.")
            }
            delivered = start.rawValue
        }
    }

    /// Refuses a position that the store has not given out: it would step over what is stored there later.
    private func checkHead(_ head: Int64, _ position: Int64) throws {
        guard position > head else { return }
        throw EventStoreError(
            .checkpointBeyondHead, "the subscription is at position \(position), beyond the head \(head)",
            hint: "The position belongs to another store, or this one was restored or failed over and has lost events.")
    }

    /// The same store as before, and with what it has delivered? Asked at the start and after a lost connection. SQL:
    /// `check_checkpoint`.
    private func checkHistory() async throws {
        let current = try await feed.information.get().epoch
        if let epoch, epoch != current {
            throw EventStoreError(
                .checkpointOfOtherHistory, "the store has another history than the one this subscription has read",
                hint: "It was restored or replaced: rebuild what the subscription feeds.")
        }
        epoch = current
        // A standby may have taken over that did not have what was delivered, and its head may be further by now.
        if let deliveredID {
            var parameters = PostgresParameters()
            parameters.appendText("subscription")
            parameters.appendInt8(delivered)
            parameters.appendUUID(deliveredID)
            parameters.appendUUID(current)
            _ = try await feed.pool.call(feed.functions.checkCheckpoint, parameters)
        }
    }

    // MARK: Pages

    /// Reads the next page, and asks for the one after it. Nil when no event was in it.
    private func page(after begun: Int64) async throws -> SubscriptionStep? {
        let request = next ?? request(after: begun)
        let result = try await request.answer.valueCancellingTask()
        next = nil
        try checkGeneration()
        return try await deliver(result, until: request.until, after: begun)
    }

    /// What a page brings, after the page after it has been asked for.
    private func deliver(_ result: PostgresResult, until: Int64, after begun: Int64) async throws -> SubscriptionStep? {
        let isFull = result.rowCount >= options.pageSize
        let last = isFull ? try result.int64(result.rowCount - 1, 0) : until
        position = last
        if last < safe { next = self.request(after: last) }
        if result.rowCount == 0 { return nil }
        let events: [RecordedEvent]
        do {
            events = try await RecordedEventDecoder.events(result, feed.pool.configuration.payloads)
        } catch {
            // Not delivered, so not passed.
            doubt()
            throw error
        }
        delivered = events[events.count - 1].globalPosition.rawValue
        deliveredID = events[events.count - 1].id
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
        let reading = Reading(options, after: begun, safe: safe)
        let answer = onLoop { [feed] in try await reading.page(feed) }
        return Request(until: reading.until, answer: answer)
    }

    /// One call of `read_all`.
    private struct Reading: Sendable {
        let until: Int64
        let parameters: PostgresParameters

        /// What is safe after `begun`, as far as a page holds it, without knowing yet how far that is. Nil with a filter, for
        /// then the answer would not tell up to where it was looked.
        static func ahead(_ options: SubscriptionOptions, after begun: Int64) -> PostgresParameters? {
            guard options.filter == .all else { return nil }
            return ReadCall.all(
                AllReadOptions(position: GlobalPosition(rawValue: begun), limit: options.pageSize))
        }

        init(_ options: SubscriptionOptions, after begun: Int64, safe: Int64) {
            // With a filter a page may have to pass over many events; the window bounds the work of one call.
            let window = max(100_000, Int64(options.pageSize) * 20)
            until = options.filter == .all ? safe : min(safe, begun + window)
            parameters = ReadCall.all(
                AllReadOptions(
                    position: GlobalPosition(rawValue: begun), limit: options.pageSize,
                    until: GlobalPosition(rawValue: until), untilIsSafe: true, filter: options.filter))
        }

        func page(_ feed: SubscriptionFeed) async throws -> PostgresResult {
            try await feed.pool.call(feed.functions.readAll, parameters)
        }
    }

    /// What a wake brings: how far is safe, and the first page up to there.
    private struct Wake: Sendable {
        let positions: StorePositions
        let until: Int64
        let result: PostgresResult
    }

    /// Waits until there is something to read and reads it, both on the loop's thread, so that the consumer's own is woken
    /// only once. Nil when the store was shut down.
    private func wake(after begun: Int64) -> Task<Wake?, any Error> {
        onLoop { [feed, options] in
            let ahead = Reading.ahead(options, after: begun)
            guard let answer = try await feed.positions(after: begun, reading: ahead) else { return nil }
            let safe = answer.positions.safePosition.rawValue
            if let page = answer.page { return Wake(positions: answer.positions, until: safe, result: page) }
            let reading = Reading(options, after: begun, safe: safe)
            return Wake(positions: answer.positions, until: reading.until, result: try await reading.page(feed))
        }
    }

    private func onLoop<Value>(_ body: @escaping @Sendable () async throws -> Value) -> Task<Value, any Error> {
        Task(executorPreference: EventLoop.shared.taskExecutor) { try await body() }
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
