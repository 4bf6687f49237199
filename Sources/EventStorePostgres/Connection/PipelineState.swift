/// The bookkeeping of a shared connection: which calls were sent and wait for their answer, which wait for room, and
/// when to give up. Knows no socket and no clock; its owner does what the returned values say.
///
/// Invariants: answers come in the order of `sent`; a call's caller is taken out exactly once; nothing is sent past a
/// queued call.
struct PipelineState<Caller, Request, Ticket> {
    /// A call that was sent. Without a caller it is abandoned: its answer is read and dropped.
    struct Call {
        let id: UInt64
        var caller: Caller?
        let deadline: MonotonicTime?
        let ticket: Ticket
    }

    struct Queued {
        let id: UInt64
        let caller: Caller
        let deadline: MonotonicTime?
        let request: Request
    }

    enum Admission {
        /// Send it now and record it with `sent`.
        case send
        /// Put it into the queue with `queue`.
        case queue
        case refuse(PostgresError)
    }

    struct Sweep {
        /// Callers whose deadline has passed, and whether their call had been sent.
        var overdue: [(caller: Caller, wasSent: Bool)] = []
        /// When to sweep again.
        var next: MonotonicTime?
        /// The head's answer is overdue and nothing has come for the grace period: give the connection up.
        var isDead = false
    }

    private let limit: Int
    private let grace: Duration
    private var calls = Fifo<Call>()
    private var waiting = Fifo<Queued>()
    private(set) var closed: PostgresError?
    private var isDraining = false
    /// When the server was last heard, or last found idle.
    private var lastProgress = MonotonicTime(nanoseconds: 0)
    /// The sweep that is scheduled.
    private(set) var nextSweep: MonotonicTime?

    init(limit: Int, grace: Duration) {
        self.limit = limit
        self.grace = grace
    }

    var inFlight: Int { calls.count }
    var queued: Int { waiting.count }
    var isIdle: Bool { calls.isEmpty && waiting.isEmpty }
    /// No new calls, and the last answer has come.
    var isDrained: Bool { isDraining && isIdle }

    func admission() -> Admission {
        if let closed { return .refuse(closed.withOutcomeUnknown(false)) }
        if isDraining {
            return .refuse(PostgresError(.connectionLost, "the connection is being replaced", sqlState: "08003"))
        }
        return calls.count < limit && waiting.isEmpty ? .send : .queue
    }

    /// - Parameter now: looked at only when the connection was idle.
    mutating func sent(
        id: UInt64, caller: Caller?, deadline: MonotonicTime?, ticket: Ticket, now: @autoclosure () -> MonotonicTime
    ) {
        if calls.isEmpty { lastProgress = now() }
        calls.append(Call(id: id, caller: caller, deadline: deadline, ticket: ticket))
    }

    mutating func queue(id: UInt64, caller: Caller, deadline: MonotonicTime?, request: Request) {
        waiting.append(Queued(id: id, caller: caller, deadline: deadline, request: request))
    }

    /// The next queued call, if there is room for it; the owner sends it and records it with `sent`.
    mutating func nextToSend() -> Queued? {
        guard closed == nil, calls.count < limit else { return nil }
        return waiting.popFirst()
    }

    /// The head's ticket while its answer is being read.
    var headTicket: Ticket? { calls.first?.ticket }

    mutating func heard(at now: MonotonicTime) {
        lastProgress = now
    }

    /// The head's answer is complete.
    mutating func headFinished() -> Call? {
        calls.popFirst()
    }

    /// Takes the caller out of a call, wherever it is. Nil when it was answered already.
    mutating func abandon(id: UInt64) -> Caller? {
        if let queued = waiting.removeFirst(where: { $0.id == id }) { return queued.caller }
        guard let index = (0..<calls.count).first(where: { calls[$0].id == id }) else { return nil }
        return calls[index].caller.take()
    }

    /// Whether a sweep has to be scheduled for this deadline; it counts as scheduled from now on.
    mutating func mustSchedule(_ deadline: MonotonicTime?) -> Bool {
        guard let deadline, nextSweep.map({ deadline < $0 }) ?? true else { return false }
        nextSweep = deadline
        return true
    }

    /// Takes out the callers whose deadline has passed.
    mutating func sweep(now: MonotonicTime) -> Sweep {
        var sweep = Sweep()
        func note(_ time: MonotonicTime) { sweep.next = min(sweep.next ?? time, time) }
        for index in 0..<calls.count {
            guard let deadline = calls[index].deadline else { continue }
            if index == 0 {
                let end = max(deadline, lastProgress) + grace
                if deadline <= now, end <= now { sweep.isDead = true } else { note(max(end, deadline)) }
            }
            if calls[index].caller == nil { continue }
            if deadline > now {
                note(deadline)
            } else if let caller = calls[index].caller.take() {
                sweep.overdue.append((caller, true))
            }
        }
        for _ in 0..<waiting.count {
            guard let queued = waiting.popFirst() else { break }
            if let deadline = queued.deadline, deadline <= now {
                sweep.overdue.append((queued.caller, false))
            } else {
                if let deadline = queued.deadline { note(deadline) }
                waiting.append(queued)
            }
        }
        // An abandoned call that becomes the head needs a watch too.
        if sweep.next == nil, !calls.isEmpty, (0..<calls.count).contains(where: { calls[$0].deadline != nil }) {
            note(now + grace)
        }
        nextSweep = sweep.next
        return sweep
    }

    /// No further calls are admitted; those under way are answered.
    mutating func drain() {
        isDraining = true
    }

    /// The connection is gone. Every caller that is left is returned once, with whether its call had been sent.
    mutating func close(_ error: PostgresError) -> [(caller: Caller, wasSent: Bool)] {
        guard closed == nil else { return [] }
        closed = error
        let sent = calls.removeAll().compactMap { call in call.caller.map { ($0, true) } }
        return sent + waiting.removeAll().map { ($0.caller, false) }
    }
}
