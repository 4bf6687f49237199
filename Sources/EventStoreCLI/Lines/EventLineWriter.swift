import EventSourcing
import Foundation

/// Writes recorded events in the line format. What it writes, `EventLineParser` reads back to the same event.
enum EventLineWriter {
    /// Appends the event as one line with its line break.
    static func append(_ event: RecordedEvent, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "{\"global_position\":\(event.globalPosition)".utf8)
        field(.eventID, event.id.uuidString.lowercased(), &bytes)
        if event.stream.tenant != .none { field(.tenant, event.stream.tenant.rawValue, &bytes) }
        field(.aggregateType, event.stream.aggregateType, &bytes)
        field(.aggregateID, event.stream.aggregateID, &bytes)
        key(.version, &bytes)
        bytes.append(contentsOf: event.version.description.utf8)
        field(.eventType, event.type.rawValue, &bytes)
        key(.schemaVersion, &bytes)
        bytes.append(contentsOf: String(event.schemaVersion).utf8)
        field(.timestamp, Timestamp.print(event.timestamp), &bytes)
        field(.recordedAt, Timestamp.print(event.recordedAt), &bytes)
        payload(event.payload, &bytes)
        metadata(event.metadata, &bytes)
        bytes.append(contentsOf: "}\n".utf8)
    }

    static func line(_ event: RecordedEvent) -> String {
        var bytes: [UInt8] = []
        append(event, to: &bytes)
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    private static func payload(_ payload: EventPayload, _ bytes: inout [UInt8]) {
        switch payload {
        case .json(let data) where hasLineBreak(data):
            field(.dataText, String(decoding: data, as: UTF8.self), &bytes)
        case .json(let data):
            key(.data, &bytes)
            bytes.append(contentsOf: data)
        case .bytes(let data, let contentType):
            field(.contentType, contentType, &bytes)
            field(.dataBase64, data.base64EncodedString(), &bytes)
        }
    }

    private static func metadata(_ metadata: EventMetadata, _ bytes: inout [UInt8]) {
        let columns = MetadataText.columns(metadata).compactMap { name, value in value.map { (name, $0) } }
        guard let additional = metadata.additional else {
            guard !columns.isEmpty else { return }
            key(.metadata, &bytes)
            bytes.append(UInt8(ascii: "{"))
            write(columns, &bytes)
            bytes.append(UInt8(ascii: "}"))
            return
        }
        if canStandBesideColumns(additional) {
            key(.metadata, &bytes)
            bytes.append(UInt8(ascii: "{"))
            write(columns, &bytes)
            if !columns.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: additional.dropFirst())
        } else {
            for (name, value) in columns { field(name, value, &bytes) }
            field(.metadataText, String(decoding: additional, as: UTF8.self), &bytes)
        }
    }

    /// Whether the free metadata can be written into one object with the columns and be told from them again.
    private static func canStandBesideColumns(_ additional: Data) -> Bool {
        guard additional.first == UInt8(ascii: "{"), additional.last == UInt8(ascii: "}"), !hasLineBreak(additional)
        else { return false }
        return Array(additional).withUnsafeBufferPointer { text in
            var scanner = JSONScanner(text)
            guard let members = try? scanner.object(), !members.isEmpty else { return false }
            return members.allSatisfy { member in
                guard let key = try? JSONString.decode(text, member.key) else { return false }
                return MetadataText.column(key) == nil
            }
        }
    }

    private static func hasLineBreak(_ data: Data) -> Bool {
        data.contains { $0 == 0x0A || $0 == 0x0D }
    }

    private static func write(_ columns: [(LineField, String)], _ bytes: inout [UInt8]) {
        for (index, (name, value)) in columns.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONString.append(name.rawValue, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            JSONString.append(value, to: &bytes)
        }
    }

    private static func key(_ field: LineField, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: ",\"\(field.rawValue)\":".utf8)
    }

    private static func field(_ field: LineField, _ value: String, _ bytes: inout [UInt8]) {
        key(field, &bytes)
        JSONString.append(value, to: &bytes)
    }
}
