/// What becomes of an event that a projection's handler has refused too often.
public enum ProjectionFailurePolicy: String, Hashable, Sendable, CaseIterable {
    /// The projection stops with the status failed, until it is resumed.
    case stop
    /// The event is passed over, and counted.
    case skip
    /// The event is set aside with its error, to be replayed later.
    case park
}

/// How a ``ProjectionRunner`` runs a projection.
public struct ProjectionOptions: Hashable, Sendable {
    /// The most events of one transaction, 1 to 100,000.
    public var batchSize = 1000
    /// How often an event is tried before ``onFailure`` decides, at least 1.
    public var maxAttempts = 5
    /// How long it waits after a first failure; doubled with each further one.
    public var retryDelay = Duration.seconds(1)
    /// The longest wait after a failure.
    public var maxRetryDelay = Duration.seconds(300)
    public var onFailure = ProjectionFailurePolicy.stop
    /// How long handling one batch may take; then it is cancelled, which counts as a failure. A handler that
    /// does not heed that keeps the projection's lock, and its runner, as long as it runs. Up to 1 day.
    public var handlerTimeout = Duration.seconds(60)
    /// How often it looks whether it was paused, resumed, reset, or is to replay or rebuild; more than 0, up to 1 hour.
    public var pollInterval = Duration.seconds(1)
    /// How often the place is saved while no event passes the filter; more than 0.
    public var idleCheckpointInterval = Duration.seconds(1)
    /// Where a projection begins that is not there yet.
    public var startAfter = GlobalPosition.start
    /// Whether ``ProjectionRunner/run()`` returns when the projection has caught up, was paused or has failed, instead of waiting.
    public var endsWhenCaughtUp = false

    public init() {}

    func validate() throws(EventStoreError) {
        let day = Duration.seconds(86_400)
        try check(1...100_000 ~= batchSize, "batchSize", "1 to 100,000")
        try check(maxAttempts >= 1, "maxAttempts", "at least 1")
        try check(.zero...day ~= retryDelay, "retryDelay", "0 to 1 day")
        try check(.zero...day ~= maxRetryDelay, "maxRetryDelay", "0 to 1 day")
        try check(handlerTimeout > .zero && handlerTimeout <= day, "handlerTimeout", "more than 0, up to 1 day")
        try check(pollInterval > .zero && pollInterval <= .seconds(3600), "pollInterval", "more than 0, up to 1 hour")
        try check(idleCheckpointInterval > .zero, "idleCheckpointInterval", "more than 0")
    }

    private var check: OptionCheck { OptionCheck(of: "the projection") }

    /// How long to wait after so many failures in a row.
    func delay(afterAttempts attempts: Int) -> Duration {
        min(retryDelay * (1 << min(max(attempts - 1, 0), 20)), maxRetryDelay)
    }
}
