/// The bookkeeping of the few connections that all callers share. Knows no socket and no clock; its owner carries out the
/// actions.
///
/// Invariant: at most one connection attempt per slot; nobody waits while a slot has a live connection.
struct SharedSlots<Connection, Waiter> {
    private enum Slot {
        case empty
        case connecting
        case backingOff
        /// `isBeingReplaced`: a successor is on its way.
        case live(Connection, expiry: MonotonicTime?, isBeingReplaced: Bool)
    }

    enum Acquisition {
        case use(Connection)
        case wait
        case refuse(PostgresError)
    }

    struct Actions {
        var granted: [(waiter: Waiter, connection: Connection)] = []
        var failed: [(waiter: Waiter, error: PostgresError)] = []
        /// Connections to let run dry and close.
        var retired: [Connection] = []
        /// Slots for which to start a connection attempt; each ends with `connected` or `connectFailed`.
        var connects: [Int] = []
        /// When to call `retry` for the slot.
        var retryAfter: Duration?
    }

    private var slots: [Slot]
    private var backoff = Backoff()
    private var turn = 0
    private var waiting = Fifo<(id: UInt64, waiter: Waiter)>()
    private(set) var isClosed = false
    private(set) var lastFailure: PostgresError?

    init(count: Int) {
        slots = Array(repeating: .empty, count: count)
    }

    var waiterCount: Int { waiting.count }
    var liveCount: Int { slots.count { if case .live = $0 { true } else { false } } }
    /// Closed, and no attempt is on its way.
    var isDrained: Bool {
        isClosed && !slots.contains { if case .connecting = $0 { true } else { false } }
    }

    /// A live connection, each in turn. Otherwise the caller waits; empty slots are to be connected either way.
    mutating func acquire(_ actions: inout Actions, isUsable: (Connection) -> Bool) -> Acquisition {
        guard !isClosed else { return .refuse(.poolClosed) }
        var found: Connection?
        turn = turn &+ 1
        for offset in slots.indices {
            let index = (turn &+ offset) % slots.count
            switch slots[index] {
            case .live(let connection, _, _):
                if isUsable(connection) {
                    found = found ?? connection
                } else {
                    slots[index] = .connecting
                    actions.connects.append(index)
                }
            case .empty:
                slots[index] = .connecting
                actions.connects.append(index)
            case .connecting, .backingOff: break
            }
        }
        return found.map { .use($0) } ?? .wait
    }

    mutating func wait(id: UInt64, _ waiter: Waiter) {
        waiting.append((id, waiter))
    }

    mutating func abandon(id: UInt64) {
        _ = waiting.removeFirst { $0.id == id }
    }

    mutating func connected(slot: Int, _ connection: Connection, expiry: MonotonicTime?) -> Actions {
        var actions = Actions()
        backoff.reset()
        lastFailure = nil
        if isClosed {
            slots[slot] = .empty
            actions.retired.append(connection)
            return actions
        }
        if case .live(let old, _, _) = slots[slot] { actions.retired.append(old) }
        slots[slot] = .live(connection, expiry: expiry, isBeingReplaced: false)
        actions.granted = waiting.removeAll().map { ($0.waiter, connection) }
        return actions
    }

    /// A permanent failure is told to everybody who waits; after another one there is a pause, and they go on waiting.
    mutating func connectFailed(slot: Int, _ error: PostgresError, isPermanent: Bool) -> Actions {
        var actions = Actions()
        lastFailure = error
        if case .live(let old, let expiry, _) = slots[slot] {
            // The old connection still serves; the next maintenance tries again.
            slots[slot] = .live(old, expiry: expiry, isBeingReplaced: false)
            return actions
        }
        slots[slot] = .empty
        if isClosed { return actions }
        if isPermanent {
            actions.failed = waiting.removeAll().map { ($0.waiter, error) }
        } else if !waiting.isEmpty {
            slots[slot] = .backingOff
            actions.retryAfter = backoff.next()
        }
        return actions
    }

    mutating func retry(slot: Int) -> Actions {
        var actions = Actions()
        guard case .backingOff = slots[slot] else { return actions }
        if waiting.isEmpty || isClosed {
            slots[slot] = .empty
        } else {
            slots[slot] = .connecting
            actions.connects.append(slot)
        }
        return actions
    }

    /// Asks for successors of connections that are too old or worn.
    mutating func maintain(now: MonotonicTime, isWorn: (Connection) -> Bool) -> Actions {
        var actions = Actions()
        guard !isClosed else { return actions }
        for index in slots.indices {
            guard case .live(let connection, let expiry, false) = slots[index] else { continue }
            guard expiry.map({ $0 <= now }) ?? false || isWorn(connection) else { continue }
            slots[index] = .live(connection, expiry: expiry, isBeingReplaced: true)
            actions.connects.append(index)
        }
        return actions
    }

    mutating func close() -> Actions {
        var actions = Actions()
        guard !isClosed else { return actions }
        isClosed = true
        actions.failed = waiting.removeAll().map { ($0.waiter, .poolClosed) }
        for index in slots.indices {
            switch slots[index] {
            case .live(let connection, _, let isBeingReplaced):
                actions.retired.append(connection)
                slots[index] = isBeingReplaced ? .connecting : .empty
            case .backingOff: slots[index] = .empty
            case .empty, .connecting: break
            }
        }
        return actions
    }
}
