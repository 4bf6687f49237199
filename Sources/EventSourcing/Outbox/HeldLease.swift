import Foundation
import Logging

/// A lease that a relay holds: extends it in time, stops publishing when that fails, sends what was published at the same time
/// in one call, and gives back what is left when all its streams have ended.
actor HeldLease {
    nonisolated let id: UUID
    private let store: any OutboxStore
    private let visibilityTimeout: Duration
    private let logger: Logger
    private let clock = ContinuousClock()

    /// Until when nobody else can have taken over. By this machine's clock, from before the call that said so.
    private var validUntil: ContinuousClock.Instant
    private var openStreams: Int
    private var isEverythingSettled = true
    private(set) var isLost = false
    private(set) var isCancelled = false
    private var keepers: [Task<Void, Never>] = []
    private var publications: [Int: Task<Void, any Error>] = [:]
    private var lastPublication = 0
    /// Those that took too long, and were cancelled.
    private var overdue: Set<Int> = []
    /// Calls that may end the lease of a stream and are under way, and how many such calls have begun or ended so far.
    private var settling = 0
    private var settlements = 0
    private var completions: [(positions: [GlobalPosition], answer: CheckedContinuation<Void, any Error>)] = []
    private var isCompleting = false

    init(
        _ id: UUID, streams: Int, store: any OutboxStore, visibilityTimeout: Duration, begun: ContinuousClock.Instant,
        logger: Logger
    ) {
        self.id = id
        self.store = store
        self.visibilityTimeout = visibilityTimeout
        self.logger = logger
        openStreams = streams
        validUntil = begun + visibilityTimeout
    }

    // MARK: Holding

    /// Begins to extend the lease.
    func keep() {
        guard keepers.isEmpty, openStreams > 0 else { return }
        keepers = [Task { await self.extend() }, Task { await self.watch() }]
    }

    private func extend() async {
        var pause = visibilityTimeout / 3
        while !isLost, (try? await clock.sleep(for: pause)) != nil {
            let begun = clock.now
            let settled = settlements
            do {
                try await store.extendOutboxLease(id, visibilityTimeout: visibilityTimeout)
                validUntil = begun + visibilityTimeout
                pause = visibilityTimeout / 3
            } catch {
                if Task.isCancelled { return }
                if let error = error as? EventStoreError, error.code == .outboxLeaseLost {
                    // The call that settles the last messages may just have ended the lease.
                    guard settling > 0 || settled != settlements else { return lose(error) }
                }
                logger.info("a lease of the outbox was not extended", metadata: ["event_store.error": "\(error)"])
                pause = visibilityTimeout / 20
            }
        }
    }

    /// Gives the lease up shortly before it can run out, whatever a call to extend it is waiting for.
    private func watch() async {
        while !isLost, (try? await clock.sleep(until: validUntil - visibilityTimeout / 10)) != nil {
            if clock.now >= validUntil - visibilityTimeout / 10 {
                return lose(EventStoreError(.outboxLeaseLost, "the lease could not be extended in time"))
            }
        }
    }

    private func lose(_ error: EventStoreError) {
        guard !isLost else { return }
        isLost = true
        logger.warning("a lease of the outbox is lost", metadata: ["event_store.error": "\(error)"])
        stopPublishing()
    }

    // MARK: Publishing

    /// Runs a call of the publisher, which is cancelled when the lease is lost, and when it takes longer than `timeout`.
    func publishing(within timeout: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try checkHeld()
        lastPublication += 1
        let number = lastPublication
        let task = Task { try await body() }
        publications[number] = task
        let timer = Task { [clock] in
            try await clock.sleep(for: timeout)
            cancelOverdue(number)
        }
        defer {
            timer.cancel()
            publications[number] = nil
            overdue.remove(number)
        }
        do {
            try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
                Task { await self.stopPublishing() }
            }
        } catch {
            throw overdue.contains(number) ? PublishingOverdue.error(error, timeout) : error
        }
    }

    private func cancelOverdue(_ number: Int) {
        guard let task = publications[number] else { return }
        overdue.insert(number)
        task.cancel()
    }

    func stopPublishing() {
        isCancelled = true
        for task in publications.values { task.cancel() }
    }

    private func checkHeld() throws {
        if isLost { throw EventStoreError(.outboxLeaseLost, "the lease is lost") }
        if isCancelled { throw CancellationError() }
    }

    // MARK: Settling

    /// Runs a call after which the lease may hold nothing more.
    func settling<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
        settling += 1
        settlements += 1
        defer {
            settling -= 1
            settlements += 1
        }
        return try await body()
    }

    /// Marks messages as done. What comes while a call is in flight goes together with the next.
    func complete(_ positions: [GlobalPosition]) async throws {
        guard !positions.isEmpty else { return }
        try await withCheckedThrowingContinuation { answer in
            completions.append((positions, answer))
            guard !isCompleting else { return }
            isCompleting = true
            // Not cancelled with the caller: what was published is to be noted.
            Task { await self.sendCompletions() }
        }
    }

    private func sendCompletions() async {
        while !completions.isEmpty {
            let batch = completions
            completions = []
            do {
                try await settling { try await self.send(batch.flatMap(\.positions)) }
                for entry in batch { entry.answer.resume() }
            } catch {
                for entry in batch { entry.answer.resume(throwing: error) }
            }
        }
        isCompleting = false
    }

    /// Repeats the call while the lease lasts. A repetition after a lost answer is told that the lease does not hold the messages:
    /// they are done already, most likely. Then the lease itself need not be lost, and what it holds of other streams is published
    /// on; what is left of these is given back in the end.
    private func send(_ positions: [GlobalPosition]) async throws {
        var pause = Duration.milliseconds(50)
        var mayBeDone = false
        while true {
            do {
                return try await store.completeOutboxMessages(positions, lease: id)
            } catch let error as EventStoreError {
                if error.code == .outboxLeaseLost, !mayBeDone { lose(error) }
                mayBeDone = mayBeDone || error.isOutcomeUnknown
                guard error.isRetryable, !isLost, clock.now < validUntil else { throw error }
                try await clock.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    /// One of the streams has ended; `isSettled` says whether nothing of it is held any more. After the last one what is left is
    /// given back. Returns whether it was the last.
    func finishStream(isSettled: Bool) async -> Bool {
        isEverythingSettled = isEverythingSettled && isSettled
        openStreams -= 1
        guard openStreams == 0 else { return false }
        for keeper in keepers { keeper.cancel() }
        guard !isLost, !isEverythingSettled else { return true }
        // Not cancelled with the relay, and not for ever.
        let release = Task { [store, id] in _ = try? await store.releaseOutboxLease(id) }
        let timer = Task {
            try await Task.sleep(for: .seconds(5))
            release.cancel()
        }
        await release.value
        timer.cancel()
        return true
    }
}
