public import Logging
public import ServiceLifecycle
import Synchronization

/// Publishes the messages of an outbox: at least once, in order per stream, several streams at a time.
///
/// Run it in a `ServiceGroup`, or alone; as many relays as you like may work on one outbox, in one process or several.
///
///     let relay = try OutboxRelay(store: store, publisher: ClosurePublisher { try await queue.send($0.event) })
///     try await relay.run()
///
/// It holds streams under a lease, which it extends while it publishes. When the lease is lost, or cannot be extended in time,
/// publishing under it is cancelled and what was not completed comes again, here or elsewhere. A call of the publisher that takes
/// longer than ``Options/publishTimeout`` is cancelled and counts as a failure. On graceful shutdown, and when it cannot go on, it
/// claims nothing more, lets calls of the publisher finish for ``Options/shutdownGrace``, and gives back what is left. When the
/// database is away it tries again with growing pauses.
public final class OutboxRelay: Service {
    /// What a relay has done so far.
    public struct Counts: Hashable, Sendable {
        public var published = 0
        public var retried = 0
        public var parked = 0
        /// Leases that were lost or could not be extended in time.
        public var leasesLost = 0

        public init(published: Int = 0, retried: Int = 0, parked: Int = 0, leasesLost: Int = 0) {
            self.published = published
            self.retried = retried
            self.parked = parked
            self.leasesLost = leasesLost
        }
    }

    private let store: any OutboxStore
    private let publisher: any MessagePublisher
    private let options: Options
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var counts = Counts()
        var failure: (any Error)?
    }

    /// Throws ``EventStoreError/Code/invalidArgument`` when an option is out of its range.
    public init(
        store: any OutboxStore, publisher: any MessagePublisher, options: Options = Options(),
        logger: Logger = Logger(label: "outbox-relay") { _ in SwiftLogNoOpLogHandler() }
    ) throws(EventStoreError) {
        try options.validate()
        self.store = store
        self.publisher = publisher
        self.options = options
        self.logger = logger
    }

    public var counts: Counts { state.withLock { $0.counts } }

    /// Publishes until graceful shutdown or cancellation; then it returns. Throws when it cannot go on: what the publisher threw
    /// with ``PublishingError/stop(_:)``, and errors of the store that no repetition mends. It may be run again after that.
    public func run() async throws {
        state.withLock { $0.failure = nil }
        let leases = HeldLeases()
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { streams in await work(&streams, leases) }
        } onGracefulShutdown: { [options] in
            Task { await leases.stopPublishing(after: options.shutdownGrace) }
        }
        await leases.end()
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private var isEnding: Bool {
        Task.isCancelled || Task.isShuttingDownGracefully || state.withLock { $0.failure != nil }
    }

    /// It cannot go on: `run()` throws `error` when calls of the publisher have ended.
    private func fail(_ error: any Error, _ leases: HeldLeases) async {
        state.withLock { $0.failure = $0.failure ?? error }
        await leases.stopPublishing(after: options.shutdownGrace)
    }

    // MARK: Claiming

    private func work(_ streams: inout TaskGroup<Void>, _ leases: HeldLeases) async {
        var running = 0
        var position = GlobalPosition.start
        var pause = Duration.milliseconds(100)
        while !isEnding {
            if running >= options.parallelism {
                await streams.next()
                running -= 1
                continue
            }
            do {
                let begun = ContinuousClock.now
                guard let claim = try await store.claimOutboxMessages(claimOptions) else {
                    if options.endsWhenEmpty {
                        if running == 0 { break }
                        await streams.next()
                        running -= 1
                        continue
                    }
                    position = try await idle(after: position)
                    pause = .milliseconds(100)
                    continue
                }
                pause = .milliseconds(100)
                let claimed = claim.streams
                let lease = HeldLease(
                    claim.lease, streams: claimed.count, store: store, visibilityTimeout: options.visibilityTimeout,
                    begun: begun, logger: logger)
                await leases.add(lease)
                for messages in claimed {
                    if running >= options.parallelism {
                        await streams.next()
                        running -= 1
                    }
                    running += 1
                    streams.addTask {
                        let isSettled = await self.publish(messages, under: lease, leases)
                        guard await lease.finishStream(isSettled: isSettled) else { return }
                        await leases.remove(lease)
                        if await lease.isLost { self.state.withLock { $0.counts.leasesLost += 1 } }
                    }
                }
            } catch {
                if isEnding { break }
                guard let failure = error as? EventStoreError, failure.isRetryable else {
                    await fail(error, leases)
                    break
                }
                logger.info("an outbox relay tries again after an error", metadata: ["event_store.error": "\(failure)"])
                try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
                pause = min(pause * 2, .seconds(5))
            }
        }
        // Those that publish end by themselves; what was cancelled is given back by them.
        await streams.waitForAll()
    }

    private var claimOptions: OutboxClaimOptions {
        var claim = OutboxClaimOptions(worker: options.worker)
        claim.limit = options.messagesPerClaim
        claim.messagesPerStream = options.messagesPerStream
        claim.visibilityTimeout = options.visibilityTimeout
        claim.tenant = options.tenant
        return claim
    }

    /// Waits until something may be claimed: new events, or the poll interval for what waited or was held.
    private func idle(after position: GlobalPosition) async throws -> GlobalPosition {
        try await cancelWhenGracefulShutdown { [store, options] in
            try await withThrowingTaskGroup(of: GlobalPosition.self) { group in
                group.addTask { try await store.waitForEvents(after: position) }
                group.addTask {
                    try await Task.sleep(for: options.pollInterval)
                    return position
                }
                defer { group.cancelAll() }
                return try await group.next() ?? position
            }
        }
    }

    // MARK: Publishing

    /// Publishes messages of one stream in order, and notes what became of them. Returns whether the lease holds nothing more of
    /// the stream.
    private func publish(_ messages: [OutboxMessage], under lease: HeldLease, _ leases: HeldLeases) async -> Bool {
        var rest = messages[...]
        do {
            while !rest.isEmpty, !isEnding {
                let batch = Array(rest)
                var failure: PublishingError?
                do {
                    try await lease.publishing(within: options.publishTimeout) { [publisher] in
                        try await publisher.publish(batch)
                    }
                } catch let error as PublishingError {
                    failure = error
                } catch {
                    failure = PublishingError(.retry(after: nil), underlying: error)
                }
                let published = failure.map { min(max($0.published, 0), batch.count) } ?? batch.count
                try await lease.complete(batch.prefix(published).map(\.event.globalPosition))
                state.withLock { $0.counts.published += published }
                rest = rest.dropFirst(published)
                guard let failure, let message = rest.first else { continue }
                switch try await settle(message, failure, lease, leases) {
                case .goesOn: rest = rest.dropFirst()
                case .waits: return true
                case .isGivenBack: return false
                }
            }
        } catch {
            // Given back and claimed again, it would be published without end, and its failures not counted.
            if let error = error as? EventStoreError, error.code != .outboxLeaseLost, !error.isRetryable {
                await fail(error, leases)
            }
            logger.info("an outbox relay drops messages of a stream", metadata: ["event_store.error": "\(error)"])
            return false
        }
        return rest.isEmpty
    }

    /// What becomes of a stream behind a message that was not published.
    private enum Continuation { case goesOn, waits, isGivenBack }

    /// Notes a failure.
    private func settle(
        _ message: OutboxMessage, _ failure: PublishingError, _ lease: HeldLease, _ leases: HeldLeases
    ) async throws -> Continuation {
        let position = message.event.globalPosition
        switch failure.disposition {
        case .stop:
            await fail(failure.underlying, leases)
            return .isGivenBack
        case .park:
            try await lease.settling { [store] in
                try await store.parkOutboxMessage(position, lease: lease.id, error: failure.description)
            }
            state.withLock { $0.counts.parked += 1 }
            return .goesOn
        case .retry(let delay):
            // It was cancelled, or never begun, because the relay ends or the lease is lost: no failure of its own.
            if Task.isCancelled { return .isGivenBack }
            if await lease.isCancelled { return .isGivenBack }
            let retry = try await note(failure, position, delay, lease)
            logger.info(
                "publishing a message has failed",
                metadata: [
                    "event_store.position": "\(position)", "event_store.attempts": "\(retry.attempts)",
                    "event_store.parked": "\(retry.isParked)", "event_store.error": "\(failure)",
                ])
            state.withLock {
                if retry.isParked { $0.counts.parked += 1 } else { $0.counts.retried += 1 }
            }
            return retry.isParked ? .goesOn : .waits
        }
    }

    /// Counts a failure. A delay that the store does not take is left out: not counted, the message would come again at once.
    private func note(
        _ failure: PublishingError, _ position: GlobalPosition, _ delay: Duration?, _ lease: HeldLease
    ) async throws -> OutboxRetry {
        func retry(after delay: Duration?) async throws -> OutboxRetry {
            try await lease.settling { [store] in
                try await store.retryOutboxMessage(
                    position, lease: lease.id, error: failure.description, delay: delay)
            }
        }
        guard let delay else { return try await retry(after: nil) }
        do {
            return try await retry(after: min(max(delay, .zero), PublishingError.longestDelay))
        } catch let error as EventStoreError where error.code != .outboxLeaseLost && !error.isRetryable {
            return try await retry(after: nil)
        }
    }
}
