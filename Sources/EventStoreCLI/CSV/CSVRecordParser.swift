import EventSourcing
import Foundation

/// Makes events of the records of one CSV file.
struct CSVRecordParser: Sendable {
    var mapping: CSVMapping
    var layout: CSVMapping.Layout
    var importName = ""
    var tenant = Tenant.none
    /// For timestamps without an offset, in seconds; nil: they are refused.
    var defaultOffset: Int?

    func parse(_ record: CSVReader.Record) throws(LineProblem) -> ImportedEvent {
        if let problem = record.problem { throw problem }
        guard record.fields.count == layout.columnCount else {
            throw LineProblem("the record has \(record.fields.count) fields, the header has \(layout.columnCount)")
        }
        var texts: [String] = []
        for field in record.fields {
            guard let text = String(validating: field, as: UTF8.self) else { throw LineProblem("a field is not UTF-8") }
            if field.contains(0) { throw LineProblem("a field has a NUL byte") }
            texts.append(text)
        }
        let stream = StreamName(
            mapping.aggregateType, try LineText.name(texts[layout.aggregateID], .aggregateID), tenant: tenant)
        var metadata = EventMetadata(
            correlationID: layout.correlationID.flatMap { Self.nonEmpty(texts[$0]) },
            causationID: layout.causationID.flatMap { Self.nonEmpty(texts[$0]) },
            userID: layout.userID.flatMap { Self.nonEmpty(texts[$0]) })
        for (field, value) in MetadataText.columns(metadata) {
            if let value { try LineText.check(value, field) }
        }
        if !layout.metadata.isEmpty { metadata.additional = Self.object(layout.metadata, texts) }
        let id = record.bytes.withUnsafeBufferPointer {
            DeterministicEventID.make(importName: importName, lineNumber: record.lineNumber, line: $0)
        }
        let event = NewEvent(
            id: id, type: EventType(try LineText.name(texts[layout.eventType], .eventType)),
            payload: .json(Self.object(layout.data, texts)), metadata: metadata,
            timestamp: try Timestamp.parse(texts[layout.timestamp], defaultOffset: defaultOffset))
        return ImportedEvent(lineNumber: record.lineNumber, stream: stream, event: event)
    }

    /// The columns as a JSON object of strings.
    private static func object(_ columns: [(name: String, index: Int)], _ texts: [String]) -> Data {
        Data(JSONValue.object(columns.map { ($0.name, .string(texts[$0.index])) }).text.utf8)
    }

    private static func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }
}
