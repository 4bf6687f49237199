public import Foundation

/// How the bytes of a snapshot are compressed.
public enum SnapshotEncoding: String, Hashable, Sendable, CaseIterable {
    case gzip
    case lz4
    case zstd
}

/// The state of an aggregate at a version of its stream. It can be made anew from the events at any time.
public struct Snapshot: Hashable, Sendable {
    public var stream: StreamName
    /// The state is that after the event of this version.
    public var version: StreamVersion
    /// The id of that event. A snapshot whose event is not at its version any more belongs to another history, and is not used.
    public var eventID: UUID
    /// What the state is of: several kinds can be kept for one stream. 1 to 255 bytes.
    public var stateType: String
    /// The version of the state's schema, at least 1. A program reads those of its own version only.
    public var schemaVersion: Int32
    public var payload: EventPayload
    /// How the payload's bytes are compressed; nil: not. The content type is that of what is inside.
    public var encoding: SnapshotEncoding?
    /// Bytes before compression.
    public var originalSize: Int
    /// When it was saved, by the store's clock; nil before.
    public var createdAt: Date?

    public init(
        stream: StreamName, version: StreamVersion, eventID: UUID, stateType: String, schemaVersion: Int32 = 1,
        payload: EventPayload, encoding: SnapshotEncoding? = nil, originalSize: Int? = nil, createdAt: Date? = nil
    ) {
        self.stream = stream
        self.version = version
        self.eventID = eventID
        self.stateType = stateType
        self.schemaVersion = schemaVersion
        self.payload = payload
        self.encoding = encoding
        self.originalSize = originalSize ?? payload.data.count
        self.createdAt = createdAt
    }
}

/// A snapshot as it is listed: all but its data.
public struct SnapshotInformation: Hashable, Sendable {
    public var version: StreamVersion
    public var eventID: UUID
    public var stateType: String
    public var schemaVersion: Int32
    public var contentType: String
    public var encoding: SnapshotEncoding?
    /// Bytes before and after compression.
    public var originalSize: Int
    public var storedSize: Int
    public var createdAt: Date

    public init(
        version: StreamVersion, eventID: UUID, stateType: String, schemaVersion: Int32, contentType: String,
        encoding: SnapshotEncoding?, originalSize: Int, storedSize: Int, createdAt: Date
    ) {
        self.version = version
        self.eventID = eventID
        self.stateType = stateType
        self.schemaVersion = schemaVersion
        self.contentType = contentType
        self.encoding = encoding
        self.originalSize = originalSize
        self.storedSize = storedSize
        self.createdAt = createdAt
    }
}
