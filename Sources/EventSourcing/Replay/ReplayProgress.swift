/// How far a replay is.
public struct ReplayProgress: Hashable, Sendable {
    /// Events that were handled, or counted by a dry run.
    public var processed = 0
    /// Events that their handler refused each time.
    public var failed = 0
    /// How often a handler was called again.
    public var retries = 0
    /// Events that the store gave and the scope's criteria left out.
    public var excluded = 0
    /// Everything up to here is done.
    public var position: GlobalPosition
    /// Where the replay began: after this position.
    public let after: GlobalPosition
    /// Where it ends: the scope's end, or what was safe to read when it began.
    public let until: GlobalPosition
    public var duration = Duration.zero

    init(after: GlobalPosition, until: GlobalPosition) {
        position = after
        self.after = after
        self.until = until
    }

    /// The part of the positions that is done, 0 to 1. Positions have gaps, and a filter leaves out many: a measure of the way,
    /// not of the work.
    public var fraction: Double {
        guard until > after else { return 1 }
        return min(1, Double(position.rawValue - after.rawValue) / Double(until.rawValue - after.rawValue))
    }

    /// Processed events per second.
    public var rate: Double { eventsPerSecond(processed, duration) }
}

/// What a replay has done.
public struct ReplayResult: Sendable {
    /// The counts, where it ended, and how long it took.
    public var progress: ReplayProgress
    /// How many events of each type were handled, or counted by a dry run.
    public var countsByType: [EventType: Int] = [:]
    /// The first of the events that were refused too often, up to ``ReplayOptions/maxFailures``.
    public var failures: [EventHandlingFailure] = []
    /// The event that ended the replay (``EventFailurePolicy/stop``); it was not processed. Nil: the replay is complete.
    public var stoppedBy: EventHandlingFailure?
    /// No handler was called.
    public var isDryRun: Bool

    public var isComplete: Bool { stoppedBy == nil }
    /// Events that were handled, or counted by a dry run.
    public var processed: Int { progress.processed }
    /// Processed events per second.
    public var rate: Double { progress.rate }
}

func eventsPerSecond(_ events: Int, _ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    let time = Double(seconds) + Double(attoseconds) / 1e18
    return time > 0 ? Double(events) / time : 0
}
