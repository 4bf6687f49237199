package import Foundation

/// Whether bytes are JSON that PostgreSQL's `jsonb` could take too: no `\u0000`, no lone surrogate, numbers within `numeric`,
/// and no nesting beyond its stack.
package struct QueryableJSON {
    private let bytes: [UInt8]
    private var index = 0

    private static let deepest = 6000

    /// Whether bytes that are text are such JSON.
    package static func isValid(_ data: Data) -> Bool {
        var parser = QueryableJSON(bytes: Array(data))
        return parser.document()
    }

    /// Whether bytes are text and such JSON.
    static func isQueryable(_ data: Data) -> Bool {
        !data.contains(0) && String(validating: data, as: UTF8.self) != nil && isValid(data)
    }

    package static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipWhitespace() {
        while let byte = current, Self.isWhitespace(byte) { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// One value and nothing behind it. A loop with a stack of its own: how deep a text nests is its writer's choice.
    private mutating func document() -> Bool {
        var isObject: [Bool] = []
        while true {
            skipWhitespace()
            // A value, or the beginning of one.
            if take("{") {
                skipWhitespace()
                if !take("}") {
                    isObject.append(true)
                    guard isObject.count <= Self.deepest, key() else { return false }
                    continue
                }
            } else if take("[") {
                skipWhitespace()
                if !take("]") {
                    isObject.append(false)
                    guard isObject.count <= Self.deepest else { return false }
                    continue
                }
            } else if !scalar() {
                return false
            }
            // Behind a value: what it closes, or the next one.
            while true {
                skipWhitespace()
                guard let innermost = isObject.last else { return index == bytes.count }
                if take(",") {
                    if innermost {
                        skipWhitespace()
                        guard key() else { return false }
                    }
                    break
                }
                guard take(innermost ? "}" : "]") else { return false }
                isObject.removeLast()
            }
        }
    }

    private mutating func key() -> Bool {
        guard string() else { return false }
        skipWhitespace()
        return take(":")
    }

    private mutating func scalar() -> Bool {
        switch current {
        case UInt8(ascii: "\""): string()
        case UInt8(ascii: "t"): word("true")
        case UInt8(ascii: "f"): word("false")
        case UInt8(ascii: "n"): word("null")
        default: number()
        }
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"): guard escape() else { return false }
            default: continue
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let byte = current else { return false }
        index += 1
        guard byte == UInt8(ascii: "u") else { return #""\/bfnrt"#.utf8.contains(byte) }
        guard let unit = hexadecimal() else { return false }
        switch unit {
        case 0, 0xDC00...0xDFFF: return false
        case 0xD800...0xDBFF:
            guard take("\\"), take("u"), let low = hexadecimal() else { return false }
            return 0xDC00...0xDFFF ~= low
        default: return true
        }
    }

    private mutating func hexadecimal() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        let digits = bytes[index..<index + 4]
        guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
        index += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func digits() -> ArraySlice<UInt8> {
        let first = index
        while let byte = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { index += 1 }
        return bytes[first..<index]
    }

    private mutating func number() -> Bool {
        _ = take("-")
        let whole = digits()
        guard let first = whole.first, first != UInt8(ascii: "0") || whole.count == 1 else { return false }
        var fraction: ArraySlice<UInt8> = []
        if take(".") {
            fraction = digits()
            guard !fraction.isEmpty else { return false }
        }
        var exponent = 0
        if take("e") || take("E") {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            let digits = digits()
            guard !digits.isEmpty else { return false }
            exponent = Int(String(decoding: digits, as: UTF8.self)) ?? 1_000_000_000
            exponent = min(exponent, 1_000_000_000) * (isNegative ? -1 : 1)
        }
        // What numeric holds: 131,072 digits before the point and 16,383 behind it.
        guard fraction.count - exponent <= 16_383 else { return false }
        let significant = (whole + fraction).firstIndex { $0 != UInt8(ascii: "0") }
        guard let significant else { return true }
        let leading = (whole + fraction).distance(from: (whole + fraction).startIndex, to: significant)
        return whole.count - leading + exponent <= 131_072
    }
}
