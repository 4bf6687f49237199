import EventSourcing
import Foundation

/// Decodes rows of the SQL type `recorded_event` from the result's buffer. Neighbouring events mostly have the same tenant,
/// types and id, so their text is compared with the row before and shared.
struct RecordedEventDecoder {
    private let result: PostgresResult
    private var tenant = Repeated("")
    private var aggregateType = Repeated("")
    private var aggregateID = Repeated("")
    private var eventType = Repeated("")
    private var userID = Repeated("")

    private struct Repeated {
        var text: String

        init(_ text: String) { self.text = text }

        @inline(__always)
        mutating func take(_ bytes: UnsafeRawBufferPointer) -> String {
            let isSame =
                text.utf8.withContiguousStorageIfAvailable { own in
                    own.count == bytes.count
                        && (own.count == 0 || memcmp(own.baseAddress!, bytes.baseAddress!, own.count) == 0)
                } ?? false
            if !isSame { text = String(decoding: bytes, as: UTF8.self) }
            return text
        }
    }

    private init(_ result: PostgresResult) { self.result = result }

    /// All rows as events.
    static func events(_ result: PostgresResult) throws -> [RecordedEvent] {
        var decoder = RecordedEventDecoder(result)
        var events: [RecordedEvent] = []
        events.reserveCapacity(result.rowCount)
        for row in 0..<result.rowCount { events.append(try decoder.event(row)) }
        return events
    }

    private mutating func event(_ row: Int) throws -> RecordedEvent {
        let payload: EventPayload =
            if result.isNull(row, 9) {
                .bytes(try result.data(row, 10), contentType: try result.string(row, 8))
            } else {
                .json(try result.data(row, 9))
            }
        guard let checksum = result.withBytes(row, 17, { EventChecksum($0) }) else {
            throw PostgresError(.decoding, "a checksum has not 32 bytes")
        }
        return RecordedEvent(
            globalPosition: GlobalPosition(rawValue: try result.int64(row, 0)),
            stream: StreamName(
                result.withBytes(row, 2) { aggregateType.take($0) },
                result.withBytes(row, 3) { aggregateID.take($0) },
                tenant: Tenant(rawValue: result.withBytes(row, 1) { tenant.take($0) })
            ),
            version: StreamVersion(rawValue: try result.int64(row, 4)),
            id: try result.uuid(row, 5),
            type: EventType(result.withBytes(row, 6) { eventType.take($0) }),
            schemaVersion: try result.int32(row, 7),
            payload: payload,
            metadata: EventMetadata(
                correlationID: try result.ifPresent(row, 12, result.string),
                causationID: try result.ifPresent(row, 13, result.string),
                userID: result.isNull(row, 14) ? nil : result.withBytes(row, 14) { userID.take($0) },
                additional: try result.ifPresent(row, 11, result.data)
            ),
            timestamp: Date(microsecondsSince2000: try result.timestamp(row, 15)),
            recordedAt: Date(microsecondsSince2000: try result.timestamp(row, 16)),
            checksum: checksum
        )
    }
}
