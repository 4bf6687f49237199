public import Foundation

/// A stream as it is listed.
public struct StreamInformation: Hashable, Sendable {
    public var name: StreamName
    public var version: StreamVersion
    /// No event of the stream has an earlier timestamp.
    public var firstTimestamp: Date
    /// No event of the stream has a later timestamp.
    public var lastTimestamp: Date
    public var createdAt: Date
    public var updatedAt: Date
    /// When the stream was deleted; nil when it was not, or was reopened.
    public var deletedAt: Date?
    /// Where the stream stood in the order in which it was listed; nil in the order of names. The next page begins there,
    /// see ``StreamListOptions/after``.
    public var pageKey: String?

    public init(
        name: StreamName, version: StreamVersion, firstTimestamp: Date, lastTimestamp: Date, createdAt: Date,
        updatedAt: Date, deletedAt: Date? = nil, pageKey: String? = nil
    ) {
        self.name = name
        self.version = version
        self.firstTimestamp = firstTimestamp
        self.lastTimestamp = lastTimestamp
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.deletedAt = deletedAt
        self.pageKey = pageKey
    }
}

/// Where the store stands.
public struct StorePositions: Hashable, Sendable {
    /// Up to here nothing can still appear.
    public var safePosition: GlobalPosition
    /// The highest position that was given out.
    public var headPosition: GlobalPosition

    public init(safePosition: GlobalPosition, headPosition: GlobalPosition) {
        self.safePosition = safePosition
        self.headPosition = headPosition
    }
}

/// Numbers about the store, or about one tenant's part of it. SQL: `statistics`.
public struct StoreStatistics: Hashable, Sendable {
    public var events: Int64
    public var streams: Int64
    /// Nil when an estimate was asked for and the server has none yet.
    public var eventTypes: Int64?
    /// Nil when an estimate was asked for and the server has none yet.
    public var aggregateTypes: Int64?
    public var firstPosition: GlobalPosition?
    public var lastPosition: GlobalPosition?
    /// The size of the whole store on disk in bytes; nil for a role that sees only some tenants.
    public var sizeBytes: Int64?
    /// The same for people, for example `12 MB`.
    public var size: String?
    /// Whether the numbers were counted, not estimated.
    public var isExact: Bool

    public init(
        events: Int64, streams: Int64, eventTypes: Int64?, aggregateTypes: Int64?, firstPosition: GlobalPosition?,
        lastPosition: GlobalPosition?, sizeBytes: Int64?, size: String?, isExact: Bool
    ) {
        self.events = events
        self.streams = streams
        self.eventTypes = eventTypes
        self.aggregateTypes = aggregateTypes
        self.firstPosition = firstPosition
        self.lastPosition = lastPosition
        self.sizeBytes = sizeBytes
        self.size = size
        self.isExact = isExact
    }
}

/// Numbers about the events of one event type or of one aggregate type.
public struct TypeStatistics: Hashable, Sendable {
    /// The event type or the aggregate type.
    public var name: String
    public var events: Int64
    /// How many streams there are of an aggregate type; nil for an event type.
    public var streams: Int64?
    /// The size of the payloads in bytes.
    public var dataSizeBytes: Int64
    public var firstTimestamp: Date
    public var lastTimestamp: Date

    public init(
        name: String, events: Int64, streams: Int64?, dataSizeBytes: Int64, firstTimestamp: Date, lastTimestamp: Date
    ) {
        self.name = name
        self.events = events
        self.streams = streams
        self.dataSizeBytes = dataSizeBytes
        self.firstTimestamp = firstTimestamp
        self.lastTimestamp = lastTimestamp
    }
}
