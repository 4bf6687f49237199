/// How a ``ReplayService`` replays.
public struct ReplayOptions: Hashable, Sendable {
    /// How many events are read at once, 1 to 100,000. While a page is handled, the next one is read.
    public var pageSize = 1000
    /// How often an event's handler is tried.
    public var retry = RetryPolicy(attempts: 3, firstPause: .milliseconds(100), longestPause: .seconds(10))
    /// How often a read of the store is tried that may succeed later.
    public var readRetry = RetryPolicy(attempts: 3, firstPause: .milliseconds(100), longestPause: .seconds(10))
    public var onFailure = EventFailurePolicy.stop
    /// How many failures ``ReplayResult/failures`` keeps; those after them are counted only. At least 0.
    public var maxFailures = 100
    /// Reads and counts, and calls no handler.
    public var isDryRun = false
    /// The least time between two calls of the progress callback. Zero: after each event.
    public var progressInterval = Duration.seconds(1)

    public init() {}

    func validate() throws(EventStoreError) {
        try check(1...100_000 ~= pageSize, "pageSize", "1 to 100,000")
        try check(retry.attempts >= 1, "retry.attempts", "at least 1")
        try check(readRetry.attempts >= 1, "readRetry.attempts", "at least 1")
        try check(maxFailures >= 0, "maxFailures", "at least 0")
        try check(progressInterval >= .zero, "progressInterval", "at least 0")
    }

    private var check: OptionCheck { OptionCheck(of: "the replay") }
}
