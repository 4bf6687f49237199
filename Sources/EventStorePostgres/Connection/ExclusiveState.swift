/// The bookkeeping of a connection with one call at a time, which can be interrupted at the server.
///
/// Invariant: an interrupted call ends only when both its answer has come and the cancel request has been delivered;
/// otherwise the request could hit the next call.
struct ExclusiveState<Caller, Answer> {
    enum Reason {
        case cancelled
        case overdue
    }

    struct Ended {
        let caller: Caller
        let reason: Reason?
        let answer: Answer
    }

    enum SweepAction {
        case none
        case wait(until: MonotonicTime)
        /// Send a cancel request, and sweep again at the given time.
        case interrupt(giveUpAt: MonotonicTime)
        /// The interrupted call did not end in time: close the connection.
        case giveUp
    }

    private struct Running {
        let id: UInt64
        let caller: Caller
        let deadline: MonotonicTime?
        var reason: Reason?
        var requestUnderWay = false
        var giveUpAt: MonotonicTime?
        var answer: Answer?
    }

    private let grace: Duration
    private var running: Running?
    private(set) var closed: PostgresError?
    private(set) var nextSweep: MonotonicTime?

    init(grace: Duration) {
        self.grace = grace
    }

    var isRunning: Bool { running != nil }

    /// Whether the call may be sent now.
    mutating func start(id: UInt64, caller: Caller, deadline: MonotonicTime?) -> PostgresError? {
        if let closed { return closed.withOutcomeUnknown(false) }
        guard running == nil else {
            return PostgresError(.invalidCall, "an exclusive connection takes one call at a time")
        }
        running = Running(id: id, caller: caller, deadline: deadline)
        return nil
    }

    /// The call could not be sent, and the connection is as it was.
    mutating func unstart() -> Caller? {
        running.take()?.caller
    }

    /// Returns when to give up if a cancel request has to be sent, nil if the call has ended or one is under way.
    mutating func interrupt(id: UInt64, _ reason: Reason, now: MonotonicTime) -> MonotonicTime? {
        guard running?.id == id, running?.reason == nil, running?.answer == nil else { return nil }
        let giveUpAt = now + grace
        running?.reason = reason
        running?.requestUnderWay = true
        running?.giveUpAt = giveUpAt
        return giveUpAt
    }

    /// The cancel request has been delivered, or has failed.
    mutating func requestEnded(id: UInt64) -> Ended? {
        guard running?.id == id else { return nil }
        running?.requestUnderWay = false
        return end()
    }

    mutating func answered(_ answer: Answer) -> Ended? {
        running?.answer = answer
        return end()
    }

    private mutating func end() -> Ended? {
        guard let call = running, let answer = call.answer, !call.requestUnderWay else { return nil }
        running = nil
        return Ended(caller: call.caller, reason: call.reason, answer: answer)
    }

    /// The id of the running call.
    var runningID: UInt64? { running?.id }

    mutating func mustSchedule(_ due: MonotonicTime?) -> Bool {
        guard let due, nextSweep.map({ due < $0 }) ?? true else { return false }
        nextSweep = due
        return true
    }

    mutating func sweep(now: MonotonicTime) -> SweepAction {
        nextSweep = nil
        guard let call = running else { return .none }
        if let giveUpAt = call.giveUpAt {
            guard giveUpAt > now else { return .giveUp }
            nextSweep = giveUpAt
            return .wait(until: giveUpAt)
        }
        guard let deadline = call.deadline else { return .none }
        if deadline > now {
            nextSweep = deadline
            return .wait(until: deadline)
        }
        guard let giveUpAt = interrupt(id: call.id, .overdue, now: now) else { return .none }
        nextSweep = giveUpAt
        return .interrupt(giveUpAt: giveUpAt)
    }

    /// The connection is gone. Returns the call that was left.
    mutating func close(_ error: PostgresError) -> (caller: Caller, reason: Reason?)? {
        guard closed == nil else { return nil }
        closed = error
        return running.take().map { ($0.caller, $0.reason) }
    }
}
