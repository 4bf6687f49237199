/// Finds where the members of a JSON object lie, so that values can be taken over byte for byte.
///
/// It looks no deeper than it must: strings, brackets and separators of the object itself are checked, and what is inside
/// a nested value is left to the database, which checks it strictly.
struct JSONScanner {
    /// One `"key": value` of an object, as ranges of the scanned bytes.
    struct Member {
        /// From the key's first quote to the value's last byte.
        var whole: Range<Int>
        /// The key without its quotes, still escaped.
        var key: Range<Int>
        var value: Range<Int>
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index: Int
    private let end: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>? = nil) {
        self.bytes = bytes
        index = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// The members of the object that the bytes are, and nothing else but white space around it.
    mutating func object() throws(LineProblem) -> [Member] {
        var members: [Member] = []
        skipSpace()
        guard take("{") else { throw LineProblem("not a JSON object") }
        skipSpace()
        if !take("}") {
            repeat {
                skipSpace()
                let key = try string()
                skipSpace()
                guard take(":") else { throw unexpected("a colon") }
                skipSpace()
                let value = try value()
                members.append(
                    Member(
                        whole: key.lowerBound..<value.upperBound, key: key.lowerBound + 1..<key.upperBound - 1,
                        value: value))
                skipSpace()
            } while take(",")
            guard take("}") else { throw unexpected("a comma or the end of the object") }
        }
        skipSpace()
        guard index == end else { throw unexpected("nothing after the object") }
        return members
    }

    private mutating func value() throws(LineProblem) -> Range<Int> {
        let start = index
        guard index < end else { throw unexpected("a value") }
        switch bytes[index] {
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try nested()
        default:
            while index < end, !Self.endsScalar(bytes[index]) { index += 1 }
            guard index > start else { throw unexpected("a value") }
        }
        return start..<index
    }

    /// Passes over a nested object or array by counting its brackets.
    private mutating func nested() throws(LineProblem) {
        var depth = 0
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                _ = try string()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return }
        }
        throw LineProblem("the line ends inside a JSON value")
    }

    /// Passes over a string; its range includes the quotes.
    private mutating func string() throws(LineProblem) -> Range<Int> {
        let start = index
        guard take("\"") else { throw unexpected("a quoted key") }
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""):
                index += 1
                return start..<index
            default: index += 1
            }
        }
        throw LineProblem("the line ends inside a JSON string")
    }

    private mutating func skipSpace() {
        while index < end, Self.isSpace(bytes[index]) { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < end, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private func unexpected(_ wanted: String) -> LineProblem {
        LineProblem(index < end ? "not JSON: expected \(wanted) at byte \(index + 1)" : "the JSON ends too early")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "{")
    }
}
