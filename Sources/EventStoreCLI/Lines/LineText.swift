/// Checks of text in a line that the store would refuse for the whole batch.
enum LineText {
    /// The whole line must be UTF-8 without NUL.
    static func validate(_ line: UnsafeBufferPointer<UInt8>) throws(LineProblem) {
        var isPlain = true
        for byte in line {
            if byte == 0 { throw LineProblem("the line has a NUL byte") }
            if byte >= 0x80 { isPlain = false }
        }
        guard isPlain || String(validating: line, as: UTF8.self) != nil else {
            throw LineProblem("the line is not UTF-8")
        }
    }

    /// A string's text, or a number as it is written; nil for null.
    static func scalar(_ line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ field: String) throws(LineProblem)
        -> String?
    {
        let first = line[range.lowerBound]
        if first == UInt8(ascii: "\"") {
            return try JSONString.decode(line, range.lowerBound + 1..<range.upperBound - 1)
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: line[range]), as: UTF8.self)
        if text == "null" { return nil }
        guard first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            throw LineProblem("\(field) must be a string")
        }
        return text
    }

    /// A name that must not be empty.
    static func name(_ text: String, _ field: LineField) throws(LineProblem) -> String {
        guard !text.isEmpty else { throw LineProblem("\(field.rawValue) is empty") }
        try check(text, field)
        return text
    }

    static func check(_ text: String, _ field: LineField) throws(LineProblem) {
        guard text.utf8.count <= 255 else { throw LineProblem("\(field.rawValue) has more than 255 bytes") }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw LineProblem("\(field.rawValue) has a control character")
        }
    }
}
