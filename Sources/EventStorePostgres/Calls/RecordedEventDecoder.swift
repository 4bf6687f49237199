import EventSourcing
import Foundation

/// Decodes rows of the SQL type `recorded_event` from the result's buffer, and gives their payloads as they were appended: the
/// one place where events come out of the database. Neighbouring events mostly have the same tenant, types and id, so their
/// text is compared with the row before and shared.
struct RecordedEventDecoder {
    private let result: PostgresResult
    /// The column of the first field.
    private let first: Int
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

    private init(_ result: PostgresResult, from first: Int) {
        self.result = result
        self.first = first
    }

    /// All rows as events.
    static func events(_ result: PostgresResult, _ payloads: PayloadPipeline) async throws -> [RecordedEvent] {
        let events = try storedEvents(result)
        return payloads.isEmpty ? events : try await payloads.originals(events)
    }

    /// All rows with an event, as `body` makes them of the row's number and its event.
    ///
    /// - Parameter first: The column of the event's first field. It is null where there is no event.
    static func rows<Row>(
        _ result: PostgresResult, from first: Int, _ payloads: PayloadPipeline,
        _ body: (Int, RecordedEvent) throws -> Row
    ) async throws -> [Row] {
        let rows = (0..<result.rowCount).filter { !result.isNull($0, first) }
        let events = try storedEvents(result, from: first, rows)
        return try zip(rows, payloads.isEmpty ? events : try await payloads.originals(events)).map(body)
    }

    /// All rows as events with their payloads as they are stored.
    static func storedEvents(_ result: PostgresResult) throws -> [RecordedEvent] {
        try storedEvents(result, from: 0, 0..<result.rowCount)
    }

    private static func storedEvents(
        _ result: PostgresResult, from first: Int, _ rows: some Collection<Int>
    ) throws -> [RecordedEvent] {
        var decoder = RecordedEventDecoder(result, from: first)
        var events: [RecordedEvent] = []
        events.reserveCapacity(rows.count)
        for row in rows { events.append(try decoder.event(row)) }
        return events
    }

    private mutating func event(_ row: Int) throws -> RecordedEvent {
        let payload: EventPayload =
            if result.isNull(row, first + 9) {
                .bytes(try result.data(row, first + 10), contentType: try result.string(row, first + 8))
            } else {
                .json(try result.data(row, first + 9))
            }
        guard let checksum = result.withBytes(row, first + 17, { EventChecksum($0) }) else {
            throw PostgresError(.decoding, "a checksum has not 32 bytes")
        }
        return RecordedEvent(
            globalPosition: GlobalPosition(rawValue: try result.int64(row, first)),
            stream: StreamName(
                result.withBytes(row, first + 2) { aggregateType.take($0) },
                result.withBytes(row, first + 3) { aggregateID.take($0) },
                tenant: Tenant(rawValue: result.withBytes(row, first + 1) { tenant.take($0) })
            ),
            version: StreamVersion(rawValue: try result.int64(row, first + 4)),
            id: try result.uuid(row, first + 5),
            type: EventType(result.withBytes(row, first + 6) { eventType.take($0) }),
            schemaVersion: try result.int32(row, first + 7),
            payload: payload,
            metadata: EventMetadata(
                correlationID: try result.ifPresent(row, first + 12, result.string),
                causationID: try result.ifPresent(row, first + 13, result.string),
                userID: result.isNull(row, first + 14) ? nil : result.withBytes(row, first + 14) { userID.take($0) },
                additional: try result.ifPresent(row, first + 11, result.data)
            ),
            timestamp: Date(microsecondsSince2000: try result.timestamp(row, first + 15)),
            recordedAt: Date(microsecondsSince2000: try result.timestamp(row, first + 16)),
            checksum: checksum
        )
    }
}
