/// An event of the application, with the stored one that it comes from.
public struct DecodedEvent<Event: Sendable>: Sendable {
    /// The application's event.
    public var event: Event
    /// What is stored: position, version, id, times.
    public var recorded: RecordedEvent
    /// The metadata, as upcasters have left it.
    public var metadata: EventMetadata
    /// Its place among the events that upcasters made of the stored one; 0 when they made one.
    public var index: Int

    public init(event: Event, recorded: RecordedEvent, metadata: EventMetadata? = nil, index: Int = 0) {
        self.event = event
        self.recorded = recorded
        self.metadata = metadata ?? recorded.metadata
        self.index = index
    }
}

extension DecodedEvent {
    public var stream: StreamName { recorded.stream }
    public var version: StreamVersion { recorded.version }
    public var globalPosition: GlobalPosition { recorded.globalPosition }
}

extension DecodedEvent: Equatable where Event: Equatable {}
extension DecodedEvent: Hashable where Event: Hashable {}

/// A page of decoded events. It also tells how far was read: what was skipped, parked or dropped is not among the events.
public struct DecodedPage<Event: Sendable>: Sendable {
    public var events: [DecodedEvent<Event>]
    /// How many stored events were read.
    public var recordedCount: Int
    /// The last stored event that was read, decoded or not; nil for an empty page. The next page begins after it.
    public var last: RecordedEvent?
    /// How many of them did not decode, and were passed over by the ``UndecodablePolicy``.
    public var passedOver = 0
}

extension DecodedPage: RandomAccessCollection {
    public var startIndex: Int { events.startIndex }
    public var endIndex: Int { events.endIndex }
    public subscript(index: Int) -> DecodedEvent<Event> { events[index] }
}
