import EventSourcing
import Foundation
import Logging

/// What all subscriptions of a store share: one LISTEN connection and one question for the barrier per wake.
///
/// It looks only while a subscription waits for events, so a subscription that is busy costs no questions.
final class SubscriptionFeed: Sendable {
    /// What a waiting subscription is told: how far is safe, and perhaps the events up to there already.
    struct Answer: Sendable {
        let positions: StorePositions
        var page: PostgresResult?
    }

    private struct Waiter {
        let position: Int64
        /// The call of `read_all` that it makes next.
        let reading: PostgresParameters?
        let answer: OneShot<Answer>
    }

    private struct State {
        var feed = FeedState()
        var waiters: [UInt64: Waiter] = [:]
        var lastID: UInt64 = 0
        var listener: Listener?
        var loop: Task<Void, Never>?
        var sleeper: OneShot<Void>?
        var isStopped = false
        /// The channel and the bell's interval are known.
        var isOpen = false
    }

    private let configuration: PostgresConfiguration
    let pool: PostgresPool
    let functions: SQLFunctions
    let information: InformationCache
    let logger: Logger
    private let state = Lock(State())

    init(
        configuration: PostgresConfiguration, pool: PostgresPool, functions: SQLFunctions,
        information: InformationCache,
        logger: Logger
    ) {
        self.configuration = configuration
        self.pool = pool
        self.functions = functions
        self.information = information
        self.logger = logger
    }

    /// Suspends until something is safe to read after `position`, and says how far. Nil when the store was shut down.
    ///
    /// - Parameter reading: the call that reads what is safe after the position. When the bell rings for one subscription
    ///   alone, it travels ahead of the question for the barrier, which it asks by itself, and spares a round trip.
    func positions(after position: Int64, reading: PostgresParameters? = nil) async throws -> Answer? {
        let answer = OneShot<Answer>()
        let id = state.withLock { state -> UInt64? in
            if state.isStopped { return nil }
            if let safe = state.feed.safe, safe > position {
                answer.resume(
                    .success(
                        Answer(
                            positions: StorePositions(
                                safePosition: .init(rawValue: safe), headPosition: .init(rawValue: state.feed.head)))))
            }
            state.lastID += 1
            state.waiters[state.lastID] = Waiter(position: position, reading: reading, answer: answer)
            if state.loop == nil {
                state.loop = Task(executorPreference: EventLoop.shared.taskExecutor) { await self.run() }
            }
            return state.lastID
        }
        guard let id else { return nil }
        wake()
        defer { state.withLock { _ = $0.waiters.removeValue(forKey: id) } }
        do {
            return try await answer.value()
        } catch let error as EventStoreError where error.code == .closed {
            return nil
        }
    }

    var observer: (any EventStoreObserver)? { configuration.observer }

    /// How many subscriptions wait for events.
    var waiting: Int { state.withLock { $0.waiters.count } }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Ends all waiting and listening.
    func stop() async {
        let (waiters, loop) = state.withLock { state in
            state.isStopped = true
            return (state.waiters, state.loop)
        }
        loop?.cancel()
        wake()
        for waiter in waiters.values {
            waiter.answer.resume(.failure(EventStoreError(.closed, "the store was shut down")))
        }
        // A look that was under way may just have begun to listen.
        await loop?.value
        await state.withLock { $0.listener.take() }?.stop()
    }

    private func wake() {
        state.withLock { $0.sleeper.take() }?.resume(.success(()))
    }

    private func rang() {
        state.withLock { $0.feed.rang(at: .now) }
        wake()
    }

    private func lost(_ error: PostgresError) {
        information.forget()
        let deaf = state.withLock { state in
            state.isOpen = false
            return error.kind == .pooler || error.namingPooler != nil ? state.listener.take() : nil
        }
        guard let deaf else { return }
        // Whoever waits is told, rather than served late for ever; who comes later makes the listener try again.
        if let failure = EventStoreError.translating(error) as? EventStoreError { fail(failure) }
        Task { await deaf.stop() }
    }

    // MARK: The loop

    /// Looks as long as somebody waits. It ends when nobody does, and the next waiter begins it anew.
    private func run() async {
        var backoff = Backoff()
        while let isTime = await waitForLook() {
            guard isTime else { continue }
            do {
                try await look()
                backoff.reset()
            } catch is CancellationError {
                continue
            } catch {
                let failure =
                    EventStoreError.translating(error) as? EventStoreError
                    ?? EventStoreError(.server, "the barrier could not be read", underlying: error)
                logger.info("the barrier could not be read", metadata: ["event_store.error": "\(failure)"])
                state.withLock { state in
                    state.feed.failLook(at: .now)
                    state.isOpen = false
                }
                // Retryable or not: those that wait have to ask whether it is still the same history.
                fail(failure)
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    /// Sleeps until it is time to look; false when it was woken before, to think again; nil when nobody waits any more.
    private func waitForLook() async -> Bool? {
        let sleeper = OneShot<Void>()
        let due: MonotonicTime? = state.withLock { state in
            if state.isStopped || state.waiters.isEmpty {
                state.loop = nil
                return nil
            }
            state.sleeper = sleeper
            return state.feed.nextLook
        }
        guard let due else { return nil }
        if due <= .now { return true }
        let timer = EventLoop.shared.schedule(at: due) { sleeper.resume(.success(())) }
        defer { EventLoop.shared.cancelTimer(timer) }
        _ = try? await sleeper.value()
        return false
    }

    private func look() async throws {
        let isOpen = state.withLock { $0.isOpen }
        if !isOpen { try await open() }
        let (lastID, cause, alone) = state.withLock { state in
            let cause = state.feed.cause
            state.feed.beginLook(at: .now)
            return (state.lastID, cause, state.waiters.count == 1 && cause == .bell ? state.waiters.first?.value : nil)
        }
        if let cause { configuration.observer?.didWake(cause) }
        async let asked = barrier()
        if let alone { await readAhead(alone) }
        let positions = try await asked
        let (safe, head) = (positions.safePosition.rawValue, positions.headPosition.rawValue)
        let ready = state.withLock { state -> [Waiter] in
            state.feed.endLook(at: .now, safe: safe, head: head)
            // Who came after the question was asked may know a later head than the answer.
            return state.waiters.filter { $1.position < safe || ($1.position > head && $0 <= lastID) }.map(\.value)
        }
        for waiter in ready { waiter.answer.resume(.success(Answer(positions: positions))) }
    }

    /// Reads for a subscription, and answers it if there is something. A failure here is met again by the look, or by the read
    /// that follows it.
    private func readAhead(_ waiter: Waiter) async {
        guard let reading = waiter.reading, let page = try? await pool.call(functions.readAll, reading),
            page.rowCount > 0, let last = try? page.int64(page.rowCount - 1, 0)
        else { return }
        let position = GlobalPosition(rawValue: last)
        waiter.answer.resume(
            .success(Answer(positions: StorePositions(safePosition: position, headPosition: position), page: page)))
    }

    /// Asks for the barrier. SQL: `safe_position`.
    func barrier() async throws -> StorePositions {
        let result = try await pool.call(functions.safePosition)
        return StorePositions(
            safePosition: GlobalPosition(rawValue: try result.int64(0, 0)),
            headPosition: GlobalPosition(rawValue: try result.int64(0, 1)))
    }

    /// The position of the last event up to a barrier. SQL: `read_all`.
    func lastEvent(until barrier: GlobalPosition) async throws -> GlobalPosition? {
        let parameters = ReadCall.all(
            AllReadOptions(direction: .backwards, limit: 1, until: barrier, untilIsSafe: true))
        let result = try await pool.call(functions.readAll, parameters)
        return result.rowCount == 0 ? nil : GlobalPosition(rawValue: try result.int64(0, 0))
    }

    /// Learns the channel and begins to listen; after a lost connection it asks again, for the interval may have changed.
    private func open() async throws {
        let known = try await information.get()
        let direct = configuration.direct
        let isFirst = state.withLock { state in
            state.isOpen = true
            state.feed.rhythm.bellInterval = direct == nil ? nil : known.bellInterval
            state.feed.rhythm.slowTimer = configuration.subscriptions.slowTimer
            return state.listener == nil && !state.isStopped
        }
        guard isFirst, known.bellInterval != nil else { return }
        guard let direct else {
            logger.notice("no direct connection to listen on: subscriptions look on their slow timer only")
            return
        }
        let listener = try Listener(direct, channel: known.bellChannel, logger: logger) { [weak self] event in
            switch event {
            case .connected, .notification: self?.rang()
            case .lost(let error): self?.lost(error)
            }
        }
        state.withLock { $0.listener = listener }
        listener.start()
    }

    private func fail(_ error: EventStoreError) {
        let waiters = state.withLock { $0.waiters }
        for waiter in waiters.values { waiter.answer.resume(.failure(error)) }
    }
}
