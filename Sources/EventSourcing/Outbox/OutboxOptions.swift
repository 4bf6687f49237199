public import Foundation

/// What a claim takes.
public struct OutboxClaimOptions: Hashable, Sendable {
    /// Who claims, for people: 1 to 255 bytes.
    public var worker: String
    /// The most messages, 1 to 10,000.
    public var limit = 100
    /// The most messages of one stream, 1 to 10,000.
    public var messagesPerStream = 10
    /// For how long the streams are held, 1 second to 1 day.
    public var visibilityTimeout = Duration.seconds(30)
    /// Only this tenant's; nil: all tenants'.
    public var tenant: Tenant?

    public init(worker: String) { self.worker = worker }
}

/// What became of a message whose failure was noted.
public struct OutboxRetry: Hashable, Sendable {
    /// How often it has failed.
    public var attempts: Int
    /// It has failed too often and was set aside; its followers go on.
    public var isParked: Bool
    /// When its stream can be claimed again; nil when it was parked.
    public var availableAt: Date?

    public init(attempts: Int, isParked: Bool, availableAt: Date?) {
        self.attempts = attempts
        self.isParked = isParked
        self.availableAt = availableAt
    }
}

/// How an outbox fares.
public struct OutboxStatistics: Hashable, Sendable {
    public var pendingMessages: Int64
    /// Streams with messages to send.
    public var pendingStreams: Int64
    /// Of these, with a worker.
    public var leasedStreams: Int64
    /// Of these, waiting after a failure.
    public var delayedStreams: Int64
    /// Leases that ran out and whose streams nobody has claimed since.
    public var expiredLeases: Int64
    public var parkedMessages: Int64
    /// Done and not cleaned.
    public var doneMessages: Int64
    /// When the oldest pending message was stored.
    public var oldestPendingAt: Date?
    /// How many workers hold streams.
    public var workers: Int64

    public init(
        pendingMessages: Int64, pendingStreams: Int64, leasedStreams: Int64, delayedStreams: Int64,
        expiredLeases: Int64, parkedMessages: Int64, doneMessages: Int64, oldestPendingAt: Date?, workers: Int64
    ) {
        self.pendingMessages = pendingMessages
        self.pendingStreams = pendingStreams
        self.leasedStreams = leasedStreams
        self.delayedStreams = delayedStreams
        self.expiredLeases = expiredLeases
        self.parkedMessages = parkedMessages
        self.doneMessages = doneMessages
        self.oldestPendingAt = oldestPendingAt
        self.workers = workers
    }
}
