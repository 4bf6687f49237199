/// Events for one stream, and what is expected of it.
public struct StreamAppend: Hashable, Sendable {
    public var stream: StreamName
    public var expectedVersion: ExpectedVersion
    /// In the order in which they are stored; at least one.
    public var events: [NewEvent]
    /// Whether each event becomes a message of the outbox, in the append's own transaction; nil: as the store's setting
    /// `outbox_by_default` says.
    public var outbox: Bool?

    public init(
        _ events: [NewEvent], to stream: StreamName, expectedVersion: ExpectedVersion, outbox: Bool? = nil
    ) {
        self.outbox = outbox
        self.stream = stream
        self.expectedVersion = expectedVersion
        self.events = events
    }
}

/// What became of an append to one stream.
public struct AppendResult: Hashable, Sendable {
    public var stream: StreamName
    /// The version of the last event that was appended.
    public var version: StreamVersion
    /// The positions of the first and the last event that was appended. Others may lie between them.
    public var firstPosition: GlobalPosition
    public var lastPosition: GlobalPosition
    /// Whether all events had been stored before under the same ids, and this is the original result.
    public var wasAlreadyStored: Bool

    public init(
        stream: StreamName, version: StreamVersion, firstPosition: GlobalPosition, lastPosition: GlobalPosition,
        wasAlreadyStored: Bool
    ) {
        self.stream = stream
        self.version = version
        self.firstPosition = firstPosition
        self.lastPosition = lastPosition
        self.wasAlreadyStored = wasAlreadyStored
    }
}
