/// Reading and writing JSON strings as bytes.
enum JSONString {
    /// The text of a JSON string, given without its quotes.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws(LineProblem) -> String {
        let raw = UnsafeBufferPointer(rebasing: bytes[range])
        guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
        var scalars = String.UnicodeScalarView()
        var plain = 0
        var index = 0
        func flush(until end: Int) {
            scalars.append(contentsOf: String(decoding: raw[plain..<end], as: UTF8.self).unicodeScalars)
        }
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            flush(until: index)
            guard index + 1 < raw.count else { throw LineProblem("a backslash ends a JSON string") }
            let escape = raw[index + 1]
            index += 2
            if escape == UInt8(ascii: "u") {
                scalars.append(try unicode(raw, &index))
            } else {
                guard let scalar = simple[escape] else { throw LineProblem("a JSON string has an unknown escape") }
                scalars.append(scalar)
            }
            plain = index
        }
        flush(until: raw.count)
        return String(scalars)
    }

    private static let simple: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    /// The scalar of `\uXXXX`, or of a pair of surrogates; `index` is behind the `u`.
    private static func unicode(_ raw: UnsafeBufferPointer<UInt8>, _ index: inout Int) throws(LineProblem)
        -> Unicode.Scalar
    {
        func unit() throws(LineProblem) -> UInt32 {
            guard index + 4 <= raw.count,
                let value = UInt32(String(decoding: raw[index..<index + 4], as: UTF8.self), radix: 16)
            else { throw LineProblem("\\u needs four hexadecimal digits") }
            index += 4
            return value
        }
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let isPair =
            first < 0xDC00 && index + 2 <= raw.count && raw[index] == UInt8(ascii: "\\")
            && raw[index + 1] == UInt8(ascii: "u")
        guard isPair else { throw LineProblem("a JSON string has half a surrogate pair") }
        index += 2
        let second = try unit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw LineProblem("a JSON string has half a surrogate pair") }
        return scalar
    }

    /// Appends `text` as a JSON string with its quotes.
    static func append(_ text: some StringProtocol, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
