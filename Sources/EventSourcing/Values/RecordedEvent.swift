public import Foundation

/// An event as the store gives it back.
public struct RecordedEvent: Hashable, Sendable {
    public var globalPosition: GlobalPosition
    public var stream: StreamName
    /// The version of the event in its stream.
    public var version: StreamVersion
    public var id: UUID
    public var type: EventType
    public var schemaVersion: Int32
    public var payload: EventPayload
    public var metadata: EventMetadata
    /// When it happened, as the writer said, to the microsecond.
    public var timestamp: Date
    /// When it was stored, by the server's clock, to the microsecond.
    public var recordedAt: Date
    /// SHA-256 over everything that was stored (SQL: `event_checksum`); `verify` compares it.
    public var checksum: EventChecksum

    public init(
        globalPosition: GlobalPosition,
        stream: StreamName,
        version: StreamVersion,
        id: UUID,
        type: EventType,
        schemaVersion: Int32,
        payload: EventPayload,
        metadata: EventMetadata,
        timestamp: Date,
        recordedAt: Date,
        checksum: EventChecksum
    ) {
        self.globalPosition = globalPosition
        self.stream = stream
        self.version = version
        self.id = id
        self.type = type
        self.schemaVersion = schemaVersion
        self.payload = payload
        self.metadata = metadata
        self.timestamp = timestamp
        self.recordedAt = recordedAt
        self.checksum = checksum
    }
}
