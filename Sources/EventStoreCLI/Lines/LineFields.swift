import Foundation

/// Where the fields of one line lie.
struct LineFields {
    let line: UnsafeBufferPointer<UInt8>
    private var ranges: [LineField: Range<Int>] = [:]

    init(_ line: UnsafeBufferPointer<UInt8>) { self.line = line }

    mutating func scan(ignoringUnknown: Bool) throws(LineProblem) {
        var scanner = JSONScanner(line)
        for member in try scanner.object() {
            let key = try JSONString.decode(line, member.key)
            guard let field = LineField.byName[key] else {
                if ignoringUnknown { continue }
                throw LineProblem("the field \"\(key.prefix(60))\" is not one that events have")
            }
            guard ranges.updateValue(member.value, forKey: field) == nil else {
                throw LineProblem("the field \(field.rawValue) comes twice")
            }
        }
    }

    func range(_ field: LineField) -> Range<Int>? { ranges[field] }

    /// The bytes of a value as they stand in the line.
    func raw(_ field: LineField) -> Data? {
        ranges[field].map { Data(UnsafeBufferPointer(rebasing: line[$0])) }
    }

    /// The text of a string, or a number as it is written; nil when the field is missing or null.
    func text(_ field: LineField) throws(LineProblem) -> String? {
        guard let range = ranges[field] else { return nil }
        return try LineText.scalar(line, range, field.rawValue)
    }

    func requiredText(_ field: LineField) throws(LineProblem) -> String {
        guard let text = try text(field) else { throw LineProblem("the field \(field.rawValue) is missing") }
        return text
    }

    func schemaVersion() throws(LineProblem) -> Int32? {
        guard let text = try text(.schemaVersion) else { return nil }
        guard let number = Int32(text), number >= 1 else {
            throw LineProblem("schema_version must be a whole number of at least 1")
        }
        return number
    }
}
