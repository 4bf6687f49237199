import EventSourcing

/// When to look at the barrier: the reader's side of the bell, as a pure state machine.
///
/// An appender rings after it has registered in flight, unless another one is just ringing, or many append and the interval
/// since the last ring is not over. So after a ring the reader looks at once, and once more an interval later: whoever kept
/// silent has then registered, and is read or seen in flight. While somebody is in flight below the head it looks again with
/// a short, growing pause. Otherwise it waits for the bell or for the slow timer, which bounds the lateness when a ringer rolled back.
struct FeedState: Sendable {
    /// The settings of the rhythm.
    struct Rhythm: Sendable, Equatable {
        /// The bell's interval; nil: the bell is off, and only the slow timer looks.
        var bellInterval: Duration? = .milliseconds(10)
        /// The slow timer: the documented bound on lateness.
        var slowTimer = Duration.milliseconds(500)
        /// The first and the longest pause while somebody is in flight.
        var inFlightPause = Duration.microseconds(500)
        var longestInFlightPause = Duration.milliseconds(20)
        /// Many events at once mean that looking more often only costs: the pause grows with what the last look brought.
        var pausePerEvent = Duration.microseconds(100)
        var longestPause = Duration.milliseconds(10)
    }

    var rhythm = Rhythm()
    /// The last answer; nil before the first.
    private(set) var safe: Int64?
    private(set) var head: Int64 = 0

    private var lastRing: MonotonicTime?
    private var isRingPending = false
    private var lookBegan = MonotonicTime(nanoseconds: 0)
    private var lookEnded = MonotonicTime(nanoseconds: 0)
    private var advance: Int64 = 0
    private var inFlightLooks = 0

    init(rhythm: Rhythm = Rhythm()) { self.rhythm = rhythm }

    /// The bell has rung, or LISTEN has (again) succeeded, so that rings may have been lost.
    mutating func rang(at now: MonotonicTime) {
        lastRing = now
        isRingPending = true
    }

    /// Why it is time to look; nil for the first look, and for one after an error.
    var cause: WakeCause? {
        if isRingPending { return .bell }
        guard safe != nil else { return nil }
        return inFlightLooks > 0 || isAfterRing ? .followUp : .slowTimer
    }

    /// The last look began less than an interval after the last ring.
    private var isAfterRing: Bool {
        guard let lastRing, let interval = rhythm.bellInterval else { return false }
        return lookBegan < lastRing + interval
    }

    mutating func beginLook(at now: MonotonicTime) {
        isRingPending = false
        lookBegan = now
    }

    mutating func endLook(at now: MonotonicTime, safe: Int64, head: Int64) {
        advance = max(0, safe - (self.safe ?? safe))
        inFlightLooks = safe < head ? inFlightLooks + 1 : 0
        self.safe = safe
        self.head = head
        lookEnded = now
    }

    /// The look failed. What was known is in doubt, and a ring may be unanswered: the next look is due at once.
    mutating func failLook(at now: MonotonicTime) {
        lookEnded = now
        safe = nil
        head = 0
        advance = 0
        inFlightLooks = 0
    }

    /// When to look next while somebody waits.
    var nextLook: MonotonicTime {
        guard safe != nil else { return lookEnded }
        var next = lookEnded + rhythm.slowTimer
        if isAfterRing, let lastRing, let interval = rhythm.bellInterval {
            next = min(next, lastRing + interval)
        }
        if inFlightLooks > 0 {
            let pause = rhythm.inFlightPause * (1 << min(inFlightLooks - 1, 10))
            next = min(next, lookEnded + min(pause, rhythm.longestInFlightPause))
        }
        if isRingPending { next = lookEnded }
        return max(next, lookEnded + min(rhythm.longestPause, rhythm.pausePerEvent * Int(clamping: advance)))
    }
}
