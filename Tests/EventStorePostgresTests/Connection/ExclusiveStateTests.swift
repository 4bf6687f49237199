import Testing

@testable import EventStorePostgres

struct ExclusiveStateTests {
    private typealias State = ExclusiveState<String, String>

    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    private func running(deadline: Int64? = nil) -> State {
        var state = State(grace: .milliseconds(10))
        #expect(state.start(id: 1, caller: "a", deadline: deadline.map(time)) == nil)
        return state
    }

    @Test func `one call at a time`() {
        var state = running()
        #expect(state.start(id: 2, caller: "b", deadline: nil)?.kind == .invalidCall)
        #expect(state.answered("1")?.caller == "a")
        #expect(state.start(id: 2, caller: "b", deadline: nil) == nil)
    }

    @Test func `an interrupted call ends only when the request has been delivered, too`() {
        var state = running()
        #expect(state.interrupt(id: 1, .cancelled, now: time(0)) == time(10))
        #expect(state.answered("cancelled") == nil)
        #expect(state.start(id: 2, caller: "b", deadline: nil) != nil)
        let ended = state.requestEnded(id: 1)
        #expect(ended?.caller == "a" && ended?.answer == "cancelled" && ended?.reason == .cancelled)
        #expect(state.start(id: 2, caller: "b", deadline: nil) == nil)
    }

    @Test func `an interruption comes once, and not for another call`() {
        var state = running()
        #expect(state.interrupt(id: 2, .cancelled, now: time(0)) == nil)
        #expect(state.interrupt(id: 1, .cancelled, now: time(0)) != nil)
        #expect(state.interrupt(id: 1, .overdue, now: time(0)) == nil)
        #expect(state.requestEnded(id: 1) == nil)
        #expect(state.answered("done")?.reason == .cancelled)
    }

    @Test func `an overdue call is interrupted, and given up after the grace period`() {
        var state = running(deadline: 5)
        if case .wait(let until) = state.sweep(now: time(4)) {
            #expect(until == time(5))
        } else {
            Issue.record("no wait")
        }
        if case .interrupt(let end) = state.sweep(now: time(5)) {
            #expect(end == time(15))
        } else {
            Issue.record("no interrupt")
        }
        if case .wait = state.sweep(now: time(14)) {} else { Issue.record("no wait") }
        if case .giveUp = state.sweep(now: time(15)) {} else { Issue.record("not given up") }
        #expect(state.close(PostgresError(.connectionLost, "closed"))?.reason == .overdue)
        #expect(state.close(PostgresError(.connectionLost, "closed")) == nil)
    }

    @Test func `a sweep without a call does nothing`() {
        var state = running(deadline: 5)
        #expect(state.answered("done") != nil)
        if case .none = state.sweep(now: time(50)) {} else { Issue.record("it did something") }
    }
}
