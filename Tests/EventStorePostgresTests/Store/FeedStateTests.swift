import EventSourcing
import Testing

@testable import EventStorePostgres

/// When a process looks at the barrier; times are given, nothing waits.
@Suite("When to look")
struct FeedStateTests {
    private func at(_ milliseconds: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(milliseconds) * 1_000_000)
    }

    /// A state that has looked from 1000 to 1001 ms and has found nobody in flight at 10.
    private func quiet(bell: Duration? = .milliseconds(10), safe: Int64 = 10, head: Int64 = 10) -> FeedState {
        var state = FeedState(rhythm: .init(bellInterval: bell, slowTimer: .milliseconds(500)))
        state.beginLook(at: at(1000))
        state.endLook(at: at(1001), safe: safe, head: head)
        return state
    }

    @Test("the first look is due at once")
    func first() {
        #expect(FeedState().nextLook <= at(0))
    }

    @Test("in silence the slow timer is awaited")
    func silence() {
        #expect(quiet().nextLook == at(1501))
        #expect(quiet(bell: nil).nextLook == at(1501))
    }

    @Test("a ring is answered at once, and once more when the interval after it is over")
    func ring() {
        var state = quiet()
        state.rang(at: at(1100))
        #expect(state.nextLook <= at(1100))
        state.beginLook(at: at(1100))
        state.endLook(at: at(1102), safe: 10, head: 10)
        #expect(state.nextLook == at(1110))
        state.beginLook(at: at(1110))
        state.endLook(at: at(1112), safe: 10, head: 10)
        #expect(state.nextLook == at(1612))
    }

    @Test("a look that began before the interval was over is not the last, however late it ended")
    func earlyLook() {
        var state = quiet()
        state.rang(at: at(1100))
        state.beginLook(at: at(1109))
        state.endLook(at: at(1300), safe: 10, head: 10)
        #expect(state.nextLook <= at(1300))
    }

    @Test("a look has the cause that made it due")
    func causes() {
        #expect(FeedState().cause == nil)
        var state = quiet()
        #expect(state.cause == .slowTimer)
        state.rang(at: at(1100))
        #expect(state.cause == .bell)
        state.beginLook(at: at(1100))
        state.endLook(at: at(1102), safe: 10, head: 10)
        #expect(state.cause == .followUp)
        state.beginLook(at: at(1110))
        state.endLook(at: at(1112), safe: 10, head: 10)
        #expect(state.cause == .slowTimer)
        #expect(quiet(safe: 9, head: 10).cause == .followUp)
        state.failLook(at: at(1113))
        #expect(state.cause == nil)
    }

    @Test("a ring during a look is answered after it")
    func ringDuringLook() {
        var state = quiet()
        state.beginLook(at: at(1100))
        state.rang(at: at(1101))
        state.endLook(at: at(1102), safe: 10, head: 10)
        #expect(state.nextLook <= at(1102))
    }

    @Test("while somebody is in flight it looks again after short, growing, bounded pauses")
    func inFlight() {
        var state = quiet(safe: 10, head: 20)
        var last = Duration.zero
        var now = at(1001)
        for round in 0..<12 {
            let pause = state.nextLook - now
            #expect(pause >= last && pause <= .milliseconds(20) && pause > .zero, "round \(round)")
            last = pause
            now = state.nextLook
            state.beginLook(at: now)
            state.endLook(at: now, safe: 10, head: 20)
        }
        #expect(last == .milliseconds(20))
        state.beginLook(at: now)
        state.endLook(at: now, safe: 20, head: 20)
        #expect(state.nextLook >= now + .milliseconds(500))
    }

    @Test("many events at once make it look less often, never later than 10 ms")
    func manyEvents() {
        var state = quiet()
        state.beginLook(at: at(1100))
        state.endLook(at: at(1100), safe: 100_000, head: 100_000)
        state.rang(at: at(1101))
        #expect(state.nextLook == at(1110))
    }

    @Test("after a look that failed nothing is known, and a ring it has swallowed is answered")
    func failed() {
        var state = quiet(bell: .milliseconds(0))
        state.rang(at: at(1100))
        state.beginLook(at: at(1100))
        state.failLook(at: at(1150))
        #expect(state.safe == nil)
        #expect(state.nextLook <= at(1150))
    }

    /// The argument of the design, tried: an appender that keeps silent registers within the interval after a ring, and the
    /// reader looks at a time when it is registered or has committed, whatever the delays.
    @Test("no appender that kept silent is slept through")
    func argument() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let ring = Int.random(in: 2000...2100, using: &random)
            let heard = ring + Int.random(in: 0...30, using: &random)
            let registered = ring + Int.random(in: 0..<10, using: &random)
            let committed = registered + Int.random(in: 0...100, using: &random)
            var state = quiet()
            state.rang(at: at(heard))
            var now = heard
            var isSeen = false
            // Looks take a while; what they see is what there is when they begin.
            while now < 2490 && !isSeen {
                let due = Int(state.nextLook.nanoseconds / 1_000_000) + 1
                now = max(now, due)
                state.beginLook(at: at(now))
                let began = now
                now += Int.random(in: 0...5, using: &random)
                let isInFlight = began >= registered && began < committed
                let isStored = began >= committed
                state.endLook(at: at(now), safe: isStored ? 11 : 10, head: isInFlight || isStored ? 11 : 10)
                isSeen = isStored
            }
            #expect(isSeen, "ring \(ring), heard \(heard), registered \(registered), committed \(committed)")
        }
    }
}
