import Foundation
import Logging

/// The leases that a relay holds just now.
actor HeldLeases {
    private var leases: [UUID: HeldLease] = [:]
    private var isStopped = false

    func add(_ lease: HeldLease) async {
        leases[lease.id] = lease
        if isStopped { await lease.stopPublishing() } else { await lease.keep() }
    }

    func remove(_ lease: HeldLease) { leases[lease.id] = nil }

    /// Cancels all calls of the publisher.
    func stopPublishing() async {
        isStopped = true
        for lease in leases.values { await lease.stopPublishing() }
    }
}

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
            do {
                try await store.extendOutboxLease(id, visibilityTimeout: visibilityTimeout)
                validUntil = begun + visibilityTimeout
                pause = visibilityTimeout / 3
            } catch {
                if Task.isCancelled { return }
                if let error = error as? EventStoreError, error.code == .outboxLeaseLost {
                    // The call that completes the last messages may just have ended the lease.
                    guard isCompleting else { return lose(error) }
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

    /// Runs a call of the publisher, which is cancelled when the lease is lost.
    func publishing(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try checkHeld()
        lastPublication += 1
        let number = lastPublication
        let task = Task { try await body() }
        publications[number] = task
        defer { publications[number] = nil }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
            Task { await self.stopPublishing() }
        }
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
                try await send(batch.flatMap(\.positions))
                for entry in batch { entry.answer.resume() }
            } catch {
                for entry in batch { entry.answer.resume(throwing: error) }
            }
        }
        isCompleting = false
    }

    /// Repeats the call while the lease lasts. A repetition that finds the messages done already is told that the lease is lost:
    /// what it held is dropped then, and nothing is published twice by that.
    private func send(_ positions: [GlobalPosition]) async throws {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await store.completeOutboxMessages(positions, lease: id)
            } catch let error as EventStoreError {
                if error.code == .outboxLeaseLost { lose(error) }
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
