import EventSourcing
import Foundation

/// The metadata of a line: `user_id`, `correlation_id` and `causation_id` become columns of their own, and the text of the
/// rest stays as it is.
enum MetadataText {
    static func read(_ fields: LineFields) throws(LineProblem) -> EventMetadata {
        var metadata = EventMetadata(
            correlationID: try fields.text(.correlationID), causationID: try fields.text(.causationID),
            userID: try fields.text(.userID))
        if let text = try fields.text(.metadataText) {
            guard fields.range(.metadata) == nil else { throw LineProblem("give one of metadata and metadata_text") }
            metadata.additional = Data(text.utf8)
        } else if let range = fields.range(.metadata), fields.raw(.metadata) != Data("null".utf8) {
            try split(fields.line, range, into: &metadata)
        }
        for (field, value) in columns(metadata) {
            if let value { try LineText.check(value, field) }
        }
        return metadata
    }

    static func columns(_ metadata: EventMetadata) -> [(LineField, String?)] {
        [
            (.userID, metadata.userID), (.correlationID, metadata.correlationID),
            (.causationID, metadata.causationID),
        ]
    }

    private static func split(
        _ line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into metadata: inout EventMetadata
    ) throws(LineProblem) {
        guard line[range.lowerBound] == UInt8(ascii: "{") else { throw LineProblem("metadata must be an object") }
        var scanner = JSONScanner(line, in: range)
        let members = try scanner.object()
        var kept: [UInt8] = []
        var keptCount = 0
        for (index, member) in members.enumerated() {
            let key = try JSONString.decode(line, member.key)
            if let column = column(key) {
                guard metadata[keyPath: column] == nil else { throw LineProblem("\(key) comes twice") }
                metadata[keyPath: column] = try LineText.scalar(line, member.value, "metadata.\(key)")
                continue
            }
            if index > 0 {
                // What stands between two members is a comma and white space; the first one kept needs no comma.
                let between = line[members[index - 1].whole.upperBound..<member.whole.lowerBound]
                kept += keptCount > 0 ? Array(between) : between.filter { $0 != UInt8(ascii: ",") }
            }
            kept += line[member.whole]
            keptCount += 1
        }
        guard keptCount > 0, let first = members.first, let last = members.last else { return }
        metadata.additional = Data(
            Array(line[range.lowerBound..<first.whole.lowerBound]) + kept
                + Array(line[last.whole.upperBound..<range.upperBound]))
    }

    static func column(_ key: String) -> WritableKeyPath<EventMetadata, String?>? {
        switch key {
        case LineField.userID.rawValue: \.userID
        case LineField.correlationID.rawValue: \.correlationID
        case LineField.causationID.rawValue: \.causationID
        default: nil
        }
    }
}
