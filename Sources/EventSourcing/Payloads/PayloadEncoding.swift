/// How the bytes of a payload are encoded, as its content type says: that of the original, then `;encoding=<name>;size=<bytes>`,
/// for example `application/json;encoding=zstd;size=12345`. It says so in every backend, in exports and in messages of the
/// outbox alike. SQL: `payload_encoding`, `payload_original_size`.
public struct PayloadEncoding: Hashable, Sendable {
    /// For example `gzip`, `lz4` or `zstd`: 1 to 32 lower-case letters, digits and hyphens.
    public var name: String
    /// The content type of the original. `application/json` stands for ``EventPayload/json(_:)-swift.enum.case``.
    public var originalContentType: String
    /// Bytes of the original.
    public var originalSize: Int

    public init(name: String, originalContentType: String, originalSize: Int) {
        self.name = name
        self.originalContentType = originalContentType
        self.originalSize = originalSize
    }

    /// What a content type says, if it ends in both parameters, in this order and spelling.
    public init?(contentType: String) {
        // From behind, without a regular expression: every payload that is read with transforms passes here.
        guard let sizeMark = contentType.range(of: Self.sizeMark, from: contentType.endIndex),
            let nameMark = contentType.range(of: Self.nameMark, from: sizeMark.lowerBound),
            nameMark.lowerBound > contentType.startIndex
        else { return nil }
        let digits = contentType[sizeMark.upperBound...].utf8
        let name = contentType[nameMark.upperBound..<sizeMark.lowerBound]
        guard (1...10).contains(digits.count), digits.allSatisfy({ 0x30...0x39 ~= $0 }),
            (1...32).contains(name.utf8.count),
            name.utf8.allSatisfy({ 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }),
            let size = Int(contentType[sizeMark.upperBound...])
        else { return nil }
        self.init(
            name: String(name), originalContentType: String(contentType[..<nameMark.lowerBound]), originalSize: size)
    }

    /// The content type of the encoded bytes.
    public var contentType: String { "\(originalContentType)\(Self.nameMark)\(name)\(Self.sizeMark)\(originalSize)" }

    private static let nameMark = ";encoding="
    private static let sizeMark = ";size="
}

extension EventPayload {
    /// How the bytes are encoded; nil for a payload that is as its writer gave it.
    public var encoding: PayloadEncoding? {
        if case .bytes(_, let contentType) = self { PayloadEncoding(contentType: contentType) } else { nil }
    }
}

extension String {
    /// The last place of `text` before `end`.
    fileprivate func range(of text: String, from end: Index) -> Range<Index>? {
        var start = utf8.index(end, offsetBy: -text.utf8.count, limitedBy: startIndex)
        while let from = start {
            let to = utf8.index(from, offsetBy: text.utf8.count)
            if utf8[from..<to].elementsEqual(text.utf8) { return from..<to }
            start = from == startIndex ? nil : utf8.index(before: from)
        }
        return nil
    }
}
