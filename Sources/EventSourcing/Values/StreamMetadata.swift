public import Foundation

/// What is set for a stream, and how far its events are removed. SQL: `stream_metadata`.
public struct StreamMetadata: Hashable, Sendable {
    /// The version of the last event. Deleting softly, truncating and limits do not change it.
    public var version: StreamVersion
    /// Only so many of the last events are read; nil: no limit.
    public var maxCount: Int64?
    /// Only events that were stored within this time are read; nil: no limit.
    public var maxAge: Duration?
    /// Events of lower versions are not read; nil: not truncated.
    public var truncateBefore: StreamVersion?
    /// Events of lower versions are gone; ``StreamVersion/first`` when none is.
    public var scavengedBefore: StreamVersion
    /// When the stream was deleted; nil when it was not, or was reopened.
    public var deletedAt: Date?

    public init(
        version: StreamVersion, maxCount: Int64? = nil, maxAge: Duration? = nil, truncateBefore: StreamVersion? = nil,
        scavengedBefore: StreamVersion = .first, deletedAt: Date? = nil
    ) {
        self.version = version
        self.maxCount = maxCount
        self.maxAge = maxAge
        self.truncateBefore = truncateBefore
        self.scavengedBefore = scavengedBefore
        self.deletedAt = deletedAt
    }
}

/// What went with a stream that was deleted for good. SQL: `delete_stream_permanently`.
public struct StreamRemoval: Hashable, Sendable {
    public var eventsRemoved: Int64
    /// How many messages of the outbox, sent or not.
    public var messagesRemoved: Int64

    public init(eventsRemoved: Int64, messagesRemoved: Int64) {
        self.eventsRemoved = eventsRemoved
        self.messagesRemoved = messagesRemoved
    }
}
