import EventSourcing
import Foundation

/// Reads lines of the line format: one JSON object, one event.
struct EventLineParser: Sendable {
    /// Part of the ids of events that bring none.
    var importName = ""
    /// For lines without `tenant`.
    var defaultTenant = Tenant.none
    /// Pass over fields that the format does not have, instead of refusing the line.
    var ignoresUnknownFields = false
    /// For timestamps without an offset, in seconds; nil: they are refused.
    var defaultOffset: Int?

    func parse(_ line: UnsafeBufferPointer<UInt8>, number: Int) throws(LineProblem) -> ImportedEvent {
        try LineText.validate(line)
        var fields = LineFields(line)
        try fields.scan(ignoringUnknown: ignoresUnknownFields)
        let stream = StreamName(
            try LineText.name(try fields.requiredText(.aggregateType), .aggregateType),
            try LineText.name(try fields.requiredText(.aggregateID), .aggregateID),
            tenant: try fields.text(.tenant).map(Tenant.init(rawValue:)) ?? defaultTenant)
        try LineText.check(stream.tenant.rawValue, .tenant)
        let id: UUID
        if let text = try fields.text(.eventID) {
            guard let given = UUID(uuidString: text) else { throw LineProblem("event_id is not a UUID") }
            id = given
        } else {
            id = DeterministicEventID.make(importName: importName, lineNumber: number, line: line)
        }
        let event = NewEvent(
            id: id, type: EventType(try LineText.name(try fields.requiredText(.eventType), .eventType)),
            schemaVersion: try fields.schemaVersion() ?? 1, payload: try payload(fields),
            metadata: try MetadataText.read(fields),
            timestamp: try Timestamp.parse(try fields.requiredText(.timestamp), defaultOffset: defaultOffset))
        return ImportedEvent(lineNumber: number, stream: stream, event: event)
    }

    private func payload(_ fields: LineFields) throws(LineProblem) -> EventPayload {
        let contentType = try fields.text(.contentType)
        switch (fields.raw(.data), try fields.text(.dataText), try fields.text(.dataBase64)) {
        case (let data?, nil, nil) where contentType == nil: return .json(data)
        case (nil, let text?, nil) where contentType == nil: return .json(text)
        case (nil, nil, let base64?):
            guard let data = Data(base64Encoded: base64) else { throw LineProblem("data_base64 is not base64") }
            guard let contentType else { throw LineProblem("data_base64 needs a content_type") }
            return .bytes(data, contentType: try LineText.name(contentType, .contentType))
        case (nil, nil, nil): throw LineProblem("the field data is missing")
        default:
            throw LineProblem("give one of data, data_text, and data_base64 with content_type")
        }
    }
}
