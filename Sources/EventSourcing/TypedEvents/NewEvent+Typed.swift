public import Foundation

extension NewEvent {
    /// A case of an enum as an event to append. Its metadata is that of the ``EventContext`` unless given. Throws
    /// `EncodingError`.
    public init<Event: DomainEvent>(
        _ event: Event, id: UUID = .eventID(), metadata: EventMetadata = EventContext.current.metadata,
        timestamp: Date = Date(), coder: EventCoder = .standard
    ) throws {
        self.init(try coder.encode(event), id: id, metadata: metadata, timestamp: timestamp)
    }

    /// An event that is a type of its own as an event to append. Its metadata is that of the ``EventContext`` unless given.
    /// Throws `EncodingError`.
    public init<Event: StoredEvent>(
        _ event: Event, id: UUID = .eventID(), metadata: EventMetadata = EventContext.current.metadata,
        timestamp: Date = Date(), coder: EventCoder = .standard
    ) throws {
        self.init(try coder.encode(event), id: id, metadata: metadata, timestamp: timestamp)
    }

    /// An encoded event as an event to append.
    public init(
        _ event: EncodedEvent, id: UUID = .eventID(), metadata: EventMetadata = EventContext.current.metadata,
        timestamp: Date = Date()
    ) {
        self.init(
            id: id, type: event.schema.type, schemaVersion: event.schema.version, payload: event.payload,
            metadata: metadata, timestamp: timestamp)
    }
}
