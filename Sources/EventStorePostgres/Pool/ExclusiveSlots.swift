/// The bookkeeping of a bounded set of connections that are lent to one caller at a time. Knows no socket and no clock;
/// its owner carries out the actions.
///
/// Invariants: idle + lent + connecting <= maximum; nobody waits while a connection is idle; waiters are served in the
/// order in which they came.
struct ExclusiveSlots<Connection, Waiter> {
    struct Lease {
        let connection: Connection
        /// When the connection is too old to be used again.
        let expiry: MonotonicTime?
    }

    struct Actions {
        var granted: [(waiter: Waiter, lease: Lease)] = []
        var failed: [(waiter: Waiter, error: PostgresError)] = []
        var discarded: [Connection] = []
        /// How many connection attempts to start; each ends with `connected` or `connectFailed`.
        var connects = 0
        /// When to call `retry`.
        var retryAfter: Duration?
    }

    private struct Idle {
        let lease: Lease
        let since: MonotonicTime
    }

    private struct Waiting {
        let id: UInt64
        let waiter: Waiter
    }

    let minimum: Int
    let maximum: Int
    private var idle: [Idle] = []
    private var waiting = Fifo<Waiting>()
    private(set) var lent = 0
    private(set) var connecting = 0
    private(set) var isClosed = false
    private(set) var lastFailure: PostgresError?
    private var backoff = Backoff()
    private var isBackingOff = false

    init(minimum: Int, maximum: Int) {
        self.minimum = minimum
        self.maximum = maximum
    }

    var idleCount: Int { idle.count }
    var waiterCount: Int { waiting.count }
    /// Closed, and nothing is lent or on its way.
    var isDrained: Bool { isClosed && lent == 0 && connecting == 0 }

    mutating func acquire(
        id: UInt64, waiter: Waiter, now: MonotonicTime, isUsable: (Connection) -> Bool
    ) -> Actions {
        var actions = Actions()
        guard !isClosed else {
            actions.failed.append((waiter, .poolClosed))
            return actions
        }
        while waiting.isEmpty, let candidate = idle.popLast() {
            if candidate.lease.isFresh(at: now), isUsable(candidate.lease.connection) {
                lent += 1
                actions.granted.append((waiter, candidate.lease))
                return actions
            }
            actions.discarded.append(candidate.lease.connection)
        }
        waiting.append(Waiting(id: id, waiter: waiter))
        startConnects(&actions)
        return actions
    }

    /// A waiter is gone. False when it had been served.
    mutating func abandon(id: UInt64) -> Bool {
        waiting.removeFirst { $0.id == id } != nil
    }

    mutating func release(_ lease: Lease, isReusable: Bool, now: MonotonicTime) -> Actions {
        var actions = Actions()
        lent -= 1
        if isReusable, !isClosed, lease.isFresh(at: now) {
            give(lease, now: now, &actions)
        } else {
            actions.discarded.append(lease.connection)
            startConnects(&actions)
        }
        return actions
    }

    mutating func connected(_ connection: Connection, expiry: MonotonicTime?, now: MonotonicTime) -> Actions {
        var actions = Actions()
        connecting -= 1
        backoff.reset()
        lastFailure = nil
        if isClosed {
            actions.discarded.append(connection)
        } else {
            give(Lease(connection: connection, expiry: expiry), now: now, &actions)
            startConnects(&actions)
        }
        return actions
    }

    /// A permanent failure is told to everybody who waits; after another one there is a pause, and they go on waiting.
    mutating func connectFailed(_ error: PostgresError, isPermanent: Bool) -> Actions {
        var actions = Actions()
        connecting -= 1
        lastFailure = error
        if isClosed { return actions }
        if isPermanent {
            actions.failed = waiting.removeAll().map { ($0.waiter, error) }
        } else if !isBackingOff, !waiting.isEmpty {
            isBackingOff = true
            actions.retryAfter = backoff.next()
        }
        return actions
    }

    mutating func retry() -> Actions {
        var actions = Actions()
        isBackingOff = false
        startConnects(&actions)
        return actions
    }

    /// Gives up idle connections that have ended, are too old, or have not been needed for `idleTimeout`, and refills to
    /// the minimum.
    mutating func maintain(
        now: MonotonicTime, idleTimeout: Duration, isUsable: (Connection) -> Bool
    ) -> Actions {
        var actions = Actions()
        guard !isClosed else { return actions }
        var kept: [Idle] = []
        // The longest idle come first.
        for (index, entry) in idle.enumerated() {
            let rest = kept.count + (idle.count - index) + lent
            let isSpare = rest > minimum && entry.since + idleTimeout <= now
            if entry.lease.isFresh(at: now), !isSpare, isUsable(entry.lease.connection) {
                kept.append(entry)
            } else {
                actions.discarded.append(entry.lease.connection)
            }
        }
        idle = kept
        let missing = minimum - idle.count - lent - connecting
        if !isBackingOff, missing > 0, connecting == 0 {
            connecting += missing
            actions.connects = missing
        }
        return actions
    }

    mutating func close() -> Actions {
        var actions = Actions()
        guard !isClosed else { return actions }
        isClosed = true
        actions.failed = waiting.removeAll().map { ($0.waiter, .poolClosed) }
        actions.discarded = idle.map(\.lease.connection)
        idle = []
        return actions
    }

    private mutating func give(_ lease: Lease, now: MonotonicTime, _ actions: inout Actions) {
        if let next = waiting.popFirst() {
            lent += 1
            actions.granted.append((next.waiter, lease))
        } else {
            idle.append(Idle(lease: lease, since: now))
        }
    }

    private mutating func startConnects(_ actions: inout Actions) {
        guard !isClosed, !isBackingOff else { return }
        let wanted = min(waiting.count, maximum - idle.count - lent) - connecting
        if wanted > 0 {
            connecting += wanted
            actions.connects += wanted
        }
    }
}

extension ExclusiveSlots.Lease {
    func isFresh(at now: MonotonicTime) -> Bool {
        expiry.map { now < $0 } ?? true
    }
}

extension PostgresError {
    static let poolClosed = PostgresError(.poolClosed, "the pool is closed")
}
