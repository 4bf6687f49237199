import Testing

@testable import EventStorePostgres

struct PipelineStateTests {
    private typealias State = PipelineState<String, String, Int>

    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    private func state(limit: Int = 2, sent: [String], deadlines: [Int64?] = []) -> State {
        var state = State(limit: limit, grace: .milliseconds(10))
        for (index, caller) in sent.enumerated() {
            let deadline = index < deadlines.count ? deadlines[index].map(time) : nil
            state.sent(id: UInt64(index), caller: caller, deadline: deadline, ticket: index, now: time(0))
        }
        return state
    }

    private func isSend(_ admission: State.Admission) -> Bool {
        if case .send = admission { true } else { false }
    }

    private func isQueue(_ admission: State.Admission) -> Bool {
        if case .queue = admission { true } else { false }
    }

    @Test func `answers go to the callers in the order of sending`() {
        var state = state(sent: ["a", "b"])
        #expect(state.headFinished()?.caller == "a")
        #expect(state.headFinished()?.caller == "b")
        #expect(state.headFinished()?.caller == nil)
    }

    @Test func `calls above the limit wait, and are sent in their order`() {
        var state = state(sent: ["a", "b"])
        #expect(isQueue(state.admission()))
        state.queue(id: 7, caller: "c", deadline: nil, request: "c")
        state.queue(id: 8, caller: "d", deadline: nil, request: "d")
        #expect(state.nextToSend() == nil)
        _ = state.headFinished()
        #expect(isQueue(state.admission()), "nobody overtakes those who wait")
        #expect(state.nextToSend()?.caller == "c")
        state.sent(id: 7, caller: "c", deadline: nil, ticket: 7, now: time(0))
        #expect(state.nextToSend() == nil)
        _ = state.headFinished()
        #expect(state.nextToSend()?.caller == "d")
        #expect(isSend(state.admission()))
    }

    @Test func `an abandoned call keeps its place but has no caller`() {
        var state = state(sent: ["a", "b"])
        #expect(state.abandon(id: 0) == "a")
        #expect(state.abandon(id: 0) == nil)
        #expect(state.inFlight == 2)
        let head = state.headFinished()
        #expect(head != nil && head?.caller == nil)
        #expect(state.headFinished()?.caller == "b")
    }

    @Test func `an abandoned call that waits is never sent`() {
        var state = state(limit: 1, sent: ["a"])
        state.queue(id: 7, caller: "b", deadline: nil, request: "b")
        #expect(state.abandon(id: 7) == "b")
        _ = state.headFinished()
        #expect(state.nextToSend() == nil)
        #expect(state.isIdle)
    }

    @Test func `a sweep takes out overdue callers and says whether their calls were sent`() {
        var state = state(limit: 3, sent: ["a", "b", "c"], deadlines: [50, 20, nil])
        state.queue(id: 7, caller: "d", deadline: time(15), request: "d")
        state.queue(id: 8, caller: "e", deadline: time(99), request: "e")
        let sweep = state.sweep(now: time(20))
        #expect(sweep.overdue.map(\.caller) == ["b", "d"])
        #expect(sweep.overdue.map(\.wasSent) == [true, false])
        #expect(sweep.next == time(50))
        #expect(!sweep.isDead)
        #expect(state.queued == 1)
    }

    @Test func `an overdue head makes the connection dead only after silence for the grace period`() {
        var state = state(sent: ["a"], deadlines: [10])
        #expect(state.sweep(now: time(10)).next == time(20))
        #expect(!state.sweep(now: time(19)).isDead)
        state.heard(at: time(18))
        let sweep = state.sweep(now: time(20))
        #expect(!sweep.isDead)
        #expect(sweep.next == time(28))
        #expect(state.sweep(now: time(28)).isDead)
    }

    @Test func `an overdue call behind a slow head does not make the connection dead`() {
        var state = state(sent: ["a", "b"], deadlines: [nil, 10])
        let sweep = state.sweep(now: time(1000))
        #expect(sweep.overdue.map(\.caller) == ["b"])
        #expect(!sweep.isDead)
        #expect(sweep.next != nil, "it may become the head")
    }

    @Test func `a sweep is scheduled only when none comes early enough`() {
        var state = state(sent: [])
        let answers = ([nil, 30, 40, 20] as [Int64?]).map { state.mustSchedule($0.map(time)) }
        #expect(answers == [false, true, false, true])
    }

    @Test func `closing returns every caller once, and refuses later ones`() {
        var state = state(limit: 3, sent: ["a", "b", "c"])
        state.queue(id: 7, caller: "d", deadline: nil, request: "d")
        _ = state.abandon(id: 1)
        let left = state.close(PostgresError(.connectionLost, "gone", outcomeUnknown: true))
        #expect(left.map(\.caller) == ["a", "c", "d"])
        #expect(left.map(\.wasSent) == [true, true, false])
        let again = state.close(PostgresError(.connectionLost, "again"))
        #expect(again.isEmpty)
        guard case .refuse(let error) = state.admission() else { return #expect(Bool(false), "it was not refused") }
        #expect(!error.outcomeUnknown)
    }

    @Test func `a draining connection answers what is under way and refuses the rest`() {
        var state = state(sent: ["a"])
        state.drain()
        #expect(!state.isDrained)
        if case .refuse = state.admission() {} else { Issue.record("it was not refused") }
        #expect(state.headFinished()?.caller == "a")
        #expect(state.isDrained)
    }

    @Test func `the first error of a segment counts, also one that comes after a success`() {
        var segment = SegmentState<String>(prepares: true)
        segment.succeeded("prepared")
        segment.succeeded("rows")
        if case .success("rows") = segment.outcome {} else { Issue.record("the rows are not the result") }
        segment.failed("commit")
        segment.failed("aborted")
        if case .failure("commit") = segment.outcome {} else { Issue.record("the first error is not the result") }
        #expect(!segment.prepareFailed)
        var failing = SegmentState<String>(prepares: true)
        failing.failed("syntax")
        #expect(failing.prepareFailed)
    }

    @Test func `a queue keeps its order while it grows and wraps around`() {
        var fifo = Fifo<Int>()
        var expected: [Int] = []
        for number in 0..<1000 {
            fifo.append(number)
            expected.append(number)
            guard number % 3 == 0 else { continue }
            let first = fifo.popFirst()
            #expect(first == expected.removeFirst())
        }
        let middle = expected.remove(at: 100)
        let removed = fifo.removeFirst { $0 == middle }
        #expect(removed == middle)
        let rest = fifo.removeAll()
        #expect(rest == expected)
        #expect(fifo.isEmpty)
    }

    @Test func `timers come due in their order, without the cancelled ones`() {
        var timers = TimerQueue()
        let log = Lock<[Int64]>([])
        for number: Int64 in [5, 1, 4, 2, 3, 9] {
            let id = timers.add(due: time(number)) { log.withLock { $0.append(number) } }
            if number == 4 { timers.cancel(id) }
        }
        #expect(timers.next() == time(1))
        var due: [TimerQueue.Body] = []
        timers.takeDue(at: time(5), into: &due)
        for body in due { body() }
        #expect(log.withLock { $0 } == [1, 2, 3, 5])
        #expect(timers.next() == time(9))
    }

    @Test func `cancelled timers do not pile up`() {
        var timers = TimerQueue()
        _ = timers.add(due: time(1000)) {}
        for number in Int64(0)..<10_000 { timers.cancel(timers.add(due: time(number)) {}) }
        #expect(timers.size < 200)
        #expect(timers.next() == time(1000))
    }
}
