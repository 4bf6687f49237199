import EventSourcing
import Foundation

/// The checksum of a stored event, over the same fields in the same form as SQL's `event_checksum`.
enum StoredChecksum {
    private static let separator: UInt8 = 0x1F
    private static let absent = "\u{1E}"
    private static let microsecondsFrom1970To2000: Int64 = 946_684_800_000_000

    static func checksum(
        _ event: NewEvent, _ name: StreamName, number: Int64, version: Int64, position: Int64, timestamp: StoredTime,
        recordedAt: StoredTime
    ) -> EventChecksum {
        let fields: [String] = [
            "\(position)", "\(number)", "\(version)",
            "\(timestamp.microseconds + microsecondsFrom1970To2000)",
            "\(recordedAt.microseconds + microsecondsFrom1970To2000)",
            event.id.uuidString.lowercased(), "\(event.schemaVersion)", name.tenant.rawValue, name.aggregateType,
            name.aggregateID, event.type.rawValue, event.metadata.correlationID ?? absent,
            event.metadata.causationID ?? absent, event.metadata.userID ?? absent,
            event.payload.isJSON ? absent : event.payload.contentType,
        ]
        var bytes = Array(fields.joined(separator: "\u{1F}").utf8)
        bytes.append(separator)
        bytes += event.metadata.additional.map(Array.init) ?? Array(absent.utf8)
        bytes.append(separator)
        if event.payload.isJSON { bytes += event.payload.data } else { bytes += absent.utf8 + event.payload.data }
        return SHA256(bytes).checksum
    }
}
