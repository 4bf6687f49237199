public import Foundation

/// An event to append.
public struct NewEvent: Hashable, Sendable {
    /// The identity of the event. An append is idempotent by it: repeating an append with the same ids and the same content
    /// returns the original result. A new UUID version 7 unless given.
    public var id: UUID
    /// The stored type.
    public var type: EventType
    /// The version of the payload's schema, at least 1.
    public var schemaVersion: Int32
    public var payload: EventPayload
    public var metadata: EventMetadata
    /// When it happened, kept to the microsecond. The moment of creation unless given.
    public var timestamp: Date

    public init(
        id: UUID = .eventID(),
        type: EventType,
        schemaVersion: Int32 = 1,
        payload: EventPayload,
        metadata: EventMetadata = .none,
        timestamp: Date = Date()
    ) {
        self.id = id
        self.type = type
        self.schemaVersion = schemaVersion
        self.payload = payload
        self.metadata = metadata
        self.timestamp = timestamp
    }
}
