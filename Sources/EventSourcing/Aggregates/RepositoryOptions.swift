/// How often and after which pauses something is tried again.
public struct RetryPolicy: Hashable, Sendable {
    /// How often it is tried at most, the first time included; at least 1.
    public var attempts: Int
    /// The bound of the first pause; doubled with each further one.
    public var firstPause: Duration
    public var longestPause: Duration

    public init(
        attempts: Int = 8, firstPause: Duration = .milliseconds(5), longestPause: Duration = .milliseconds(250)
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    /// Tried once.
    public static let none = RetryPolicy(attempts: 1)

    /// A random pause of up to the bound, so that those who met once do not meet again.
    package func pause(after attempt: Int) -> Duration {
        let bound = min(longestPause, firstPause * (1 << min(max(attempt - 1, 0), 20)))
        return bound * Double.random(in: 0...1)
    }
}

/// How an ``AggregateRepository`` works.
public struct RepositoryOptions: Sendable {
    /// When others append between loading and appending (``EventStoreError/Code/wrongExpectedVersion``), the command is
    /// decided again on the new state. After the last attempt the error is thrown.
    public var conflicts: RetryPolicy
    /// When the outcome of an append is unknown, it is repeated with the same event ids, which settles it.
    public var unknownOutcomes: RetryPolicy
    /// How many events are read at once, 1 to 100,000.
    public var pageSize: Int
    /// How events are decoded. State that lacks an event is wrong, so by default one that does not decode fails the load.
    public var decoding: EventDecodingOptions
    /// Whether each event becomes a message of the outbox; nil: as the store's setting says.
    public var outbox: Bool?
    /// Is told what becomes of snapshots, and what is tried again.
    public var observer: (any EventStoreObserver)?

    public init(
        conflicts: RetryPolicy = RetryPolicy(), unknownOutcomes: RetryPolicy = RetryPolicy(attempts: 4),
        pageSize: Int = 1000, decoding: EventDecodingOptions = EventDecodingOptions(), outbox: Bool? = nil,
        observer: (any EventStoreObserver)? = nil
    ) {
        self.conflicts = conflicts
        self.unknownOutcomes = unknownOutcomes
        self.pageSize = pageSize
        self.decoding = decoding
        self.outbox = outbox
        self.observer = observer
    }
}
