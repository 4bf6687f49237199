package import Logging
import Synchronization

/// The connections of one program to one database: a few that all calls share, and a bounded number that are lent to one
/// caller at a time, for transactions.
///
/// Connects at first use and needs nobody to run it. Connections that end are replaced; attempts that fail are repeated
/// with growing pauses while somebody waits.
package final class PostgresPool: Sendable {
    typealias Exclusive = ExclusiveSlots<ExclusiveConnection, OneShot<ExclusiveLease>>
    typealias Shared = SharedSlots<SharedConnection, OneShot<SharedConnection>>

    // Sendable, unlike the state machine's generic lease.
    struct ExclusiveLease: Sendable {
        let connection: ExclusiveConnection
        let expiry: MonotonicTime?
    }

    private struct State {
        var exclusive: Exclusive
        var shared: Shared
        var lastID: UInt64 = 0
        var isMaintained = false
        /// Shared connections that are running dry after `close`.
        var retiring = 0
        /// How many shared connections there have been.
        var generation: UInt64 = 0
        var closing: [OneShot<Void>] = []

        var isDrained: Bool { exclusive.isDrained && shared.isDrained && retiring == 0 }
    }

    package struct Statistics: Sendable, Equatable {
        /// Exclusive connections that are open or being opened.
        package let size: Int
        package let idle: Int
        package let inUse: Int
        package let maximum: Int
        /// Callers that wait for an exclusive connection.
        package let waiters: Int
        /// Shared connections that are open.
        package let shared: Int
    }

    package let configuration: PostgresConfiguration
    private let connector: Connector
    private let loop: EventLoop
    private let state: Lock<State>

    /// Connects nothing yet.
    package init(
        _ configuration: PostgresConfiguration, logger: Logger? = nil, loop: EventLoop = .shared
    ) throws(ConfigurationError) {
        try configuration.validate()
        self.configuration = configuration
        self.loop = loop
        connector = Connector(configuration: configuration, logger: logger, loop: loop)
        let limits = configuration.pool
        state = Lock(
            State(
                exclusive: Exclusive(minimum: limits.minConnections, maximum: limits.maxConnections),
                shared: Shared(count: limits.sharedConnections)))
    }

    deinit {
        let (exclusive, shared) = state.withLock { ($0.exclusive.close(), $0.shared.close()) }
        for connection in exclusive.discarded { connection.close() }
        for connection in shared.retired { connection.close() }
    }

    package var statistics: Statistics {
        state.withLock { state in
            let slots = state.exclusive
            return Statistics(
                size: slots.idleCount + slots.lent + slots.connecting, idle: slots.idleCount, inUse: slots.lent,
                maximum: slots.maximum, waiters: slots.waiterCount, shared: state.shared.liveCount)
        }
    }

    // MARK: Shared connections

    /// Another number than before means that calls may have gone over a new connection, and so to a server that was
    /// restarted in between.
    package var sharedGeneration: UInt64 { state.withLock { $0.generation } }

    /// Runs a statement as a transaction of its own on a shared connection; see ``SharedConnection/query(_:_:deadline:)``.
    /// A call that could not be sent, because its connection had just ended, is sent on another one.
    package func query(
        _ statement: Statement, _ parameters: PostgresParameters = PostgresParameters(), deadline: Duration? = nil
    ) async throws -> PostgresResult {
        do {
            return try await shared().query(statement, parameters, deadline: deadline)
        } catch let error as PostgresError where error.kind == .connectionLost && !error.outcomeUnknown {
            return try await shared().query(statement, parameters, deadline: deadline)
        }
    }

    /// A live shared connection.
    ///
    /// - Throws: `PostgresError(.acquireTimeout)`, `.connectionFailed` when waiting would not help, `.poolClosed`;
    ///   `CancellationError`.
    package func shared() async throws -> SharedConnection {
        var actions = Shared.Actions()
        let acquisition = state.withLock { $0.shared.acquire(&actions) { !$0.isClosed } }
        if !actions.connects.isEmpty { perform(actions) }
        switch acquisition {
        case .use(let connection): return connection
        case .refuse(let error): throw error
        case .wait: return try await waitForShared()
        }
    }

    private func waitForShared() async throws -> SharedConnection {
        let waiter = OneShot<SharedConnection>()
        var actions = Shared.Actions()
        let id = state.withLock { state in
            state.lastID += 1
            // The connection may have come since the caller looked.
            switch state.shared.acquire(&actions, isUsable: { !$0.isClosed }) {
            case .use(let connection): waiter.resume(.success(connection))
            case .refuse(let error): waiter.resume(.failure(error))
            case .wait: state.shared.wait(id: state.lastID, waiter)
            }
            return state.lastID
        }
        perform(actions)
        return try await wait(for: waiter) {
            $0.shared.abandon(id: id)
        } cause: {
            $0.shared.lastFailure
        }
    }

    private func connectShared(slot: Int) {
        Task.detached { [weak self, connector] in
            do {
                let connection = try await connector.connectShared()
                guard let self else { return connection.close() }
                let expiry = self.expiry()
                self.perform(
                    self.state.withLock { state in
                        state.generation += 1
                        return state.shared.connected(slot: slot, connection, expiry: expiry)
                    })
            } catch {
                guard let self else { return }
                let failure = Self.failure(error)
                let actions = self.state.withLock {
                    $0.shared.connectFailed(slot: slot, failure, isPermanent: failure.isPermanentConnectFailure)
                }
                self.perform(actions, slot: slot)
            }
        }
    }

    private func perform(_ actions: Shared.Actions, slot: Int = 0) {
        for (waiter, connection) in actions.granted { waiter.resume(.success(connection)) }
        for (waiter, error) in actions.failed { waiter.resume(.failure(error)) }
        for connection in actions.retired { retire(connection) }
        for slot in actions.connects { connectShared(slot: slot) }
        if let pause = actions.retryAfter {
            loop.schedule(at: .now + pause) { [weak self] in
                guard let self else { return }
                self.perform(self.state.withLock { $0.shared.retry(slot: slot) })
            }
        }
        if !actions.connects.isEmpty { startMaintenance() }
        finishClosing()
    }

    private func retire(_ connection: SharedConnection) {
        state.withLock { $0.retiring += 1 }
        connection.onClose { [weak self] _ in
            guard let self else { return }
            self.state.withLock { $0.retiring -= 1 }
            self.finishClosing()
        }
        connection.drain()
    }

    // MARK: Exclusive connections

    /// Lends a connection for the duration of `body`. Settings made with `SET` would outlive it; use `SET LOCAL` in a
    /// transaction.
    package func withExclusive<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (ExclusiveConnection) async throws -> Value
    ) async throws -> Value {
        let lease = try await acquire()
        defer { release(lease) }
        return try await body(lease.connection)
    }

    private func acquire() async throws -> ExclusiveLease {
        let waiter = OneShot<ExclusiveLease>()
        let (id, actions) = state.withLock { state in
            state.lastID += 1
            let actions = state.exclusive.acquire(id: state.lastID, waiter: waiter, now: .now) { $0.isReusable }
            return (state.lastID, actions)
        }
        perform(actions)
        return try await wait(for: waiter) {
            _ = $0.exclusive.abandon(id: id)
        } cause: {
            $0.exclusive.lastFailure
        }
    }

    private func release(_ lease: ExclusiveLease) {
        let isReusable = lease.connection.isReusable
        let returned = Exclusive.Lease(connection: lease.connection, expiry: lease.expiry)
        perform(state.withLock { $0.exclusive.release(returned, isReusable: isReusable, now: .now) })
    }

    private func connectExclusive() {
        Task.detached { [weak self, connector] in
            do {
                let connection = try await connector.connectExclusive()
                guard let self else { return connection.close() }
                let expiry = self.expiry()
                self.perform(self.state.withLock { $0.exclusive.connected(connection, expiry: expiry, now: .now) })
            } catch {
                guard let self else { return }
                let failure = Self.failure(error)
                self.perform(
                    self.state.withLock {
                        $0.exclusive.connectFailed(failure, isPermanent: failure.isPermanentConnectFailure)
                    })
            }
        }
    }

    private func perform(_ actions: Exclusive.Actions) {
        for connection in actions.discarded { connection.close() }
        for (waiter, error) in actions.failed { waiter.resume(.failure(error)) }
        for (waiter, lease) in actions.granted {
            let lease = ExclusiveLease(connection: lease.connection, expiry: lease.expiry)
            // The waiter may have given up in the meantime.
            if !waiter.resume(.success(lease)) { release(lease) }
        }
        for _ in 0..<actions.connects { connectExclusive() }
        if let pause = actions.retryAfter {
            loop.schedule(at: .now + pause) { [weak self] in
                guard let self else { return }
                self.perform(self.state.withLock { $0.exclusive.retry() })
            }
        }
        if actions.connects > 0 { startMaintenance() }
        finishClosing()
    }

    // MARK: Waiting

    private func wait<Value>(
        for waiter: OneShot<Value>, abandon: @escaping @Sendable (inout State) -> Void,
        cause: @escaping @Sendable (State) -> PostgresError?
    ) async throws -> Value {
        if waiter.isEarly { return try await waiter.value() }
        let timer = loop.schedule(at: .now + configuration.pool.acquireTimeout) { [weak self] in
            let reason = self?.state.withLock { cause($0) }.map { ": \($0.message)" } ?? ""
            waiter.resume(.failure(PostgresError(.acquireTimeout, "no connection within the acquire timeout\(reason)")))
        }
        defer { loop.cancelTimer(timer) }
        do {
            return try await waiter.value()
        } catch {
            state.withLock { abandon(&$0) }
            throw error
        }
    }

    private static func failure(_ error: any Error) -> PostgresError {
        error as? PostgresError ?? PostgresError(.connectionFailed, "\(error)")
    }

    // MARK: Age and end

    private func expiry() -> MonotonicTime? {
        configuration.pool.maxLifetime.map { .now + $0 * Double.random(in: 0.9...1) }
    }

    private func startMaintenance() {
        let mustStart = state.withLock { state in
            defer { state.isMaintained = true }
            return !state.isMaintained
        }
        if mustStart { scheduleMaintenance() }
    }

    private func scheduleMaintenance() {
        let shortest = min(configuration.pool.idleTimeout, configuration.pool.maxLifetime ?? .seconds(300))
        let pause = min(max(shortest / 10, .milliseconds(100)), .seconds(30))
        loop.schedule(at: .now + pause) { [weak self] in self?.maintain() }
    }

    private func maintain() {
        let idleTimeout = configuration.pool.idleTimeout
        let (exclusive, shared, isClosed) = state.withLock { state in
            (
                state.exclusive.maintain(now: .now, idleTimeout: idleTimeout) { !$0.isClosed },
                state.shared.maintain(now: .now) { $0.isWorn }, state.exclusive.isClosed
            )
        }
        perform(exclusive)
        perform(shared)
        if !isClosed { scheduleMaintenance() }
    }

    /// Refuses new callers, and returns when every connection has come back and every call on a shared one has ended. A
    /// cancelled task stops waiting; the pool is closed all the same.
    package func close() async {
        let closed = OneShot<Void>()
        let (exclusive, shared) = state.withLock { state in
            state.closing.append(closed)
            return (state.exclusive.close(), state.shared.close())
        }
        perform(exclusive)
        perform(shared)
        try? await closed.value()
    }

    private func finishClosing() {
        let finished = state.withLock { state in
            guard state.isDrained else { return [OneShot<Void>]() }
            defer { state.closing = [] }
            return state.closing
        }
        for closed in finished { closed.resume(.success(())) }
    }
}
