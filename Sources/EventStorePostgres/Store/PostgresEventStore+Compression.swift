public import EventSourcing

/// What compression saves for the events of one type that are stored in one way. SQL: a row of `compression_statistics`.
public struct CompressionStatistics: Hashable, Sendable {
    public var eventType: EventType
    /// For example `zstd`; nil: stored as it was given.
    public var encoding: String?
    public var events: Int64
    /// Bytes of the payloads before compression, and as they are stored.
    public var originalSizeBytes: Int64
    public var storedSizeBytes: Int64

    /// The part of the bytes that is left; nil where there are none.
    public var ratio: Double? {
        originalSizeBytes > 0 ? Double(storedSizeBytes) / Double(originalSizeBytes) : nil
    }
}

extension PostgresEventStore {
    /// Per event type and encoding what compression saves, the largest saving first; `tenant` nil: of all. Reads every partition
    /// once. SQL: `compression_statistics`.
    public func compressionStatistics(tenant: Tenant? = nil) async throws -> [CompressionStatistics] {
        var parameters = PostgresParameters()
        parameters.appendText(tenant?.rawValue)
        return try await rows(functions.compressionStatistics, parameters) { result, row in
            CompressionStatistics(
                eventType: EventType(try result.string(row, 0)),
                encoding: try result.ifPresent(row, 1, result.string),
                events: try result.int64(row, 2),
                originalSizeBytes: try result.int64(row, 3),
                storedSizeBytes: try result.int64(row, 4))
        }
    }
}
