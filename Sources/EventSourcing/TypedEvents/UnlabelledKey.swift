import Foundation

/// The key of the first associated value without a label, as Swift names it. Data that is an object with this key holds the
/// associated values; any other data is the value itself.
enum UnlabelledKey: CodingKey {
    case first

    var stringValue: String { "_0" }
    init?(stringValue: String) {
        guard stringValue == "_0" else { return nil }
        self = .first
    }
    var intValue: Int? { nil }
    init?(intValue _: Int) { nil }

    /// Looks at the bytes alone, which spares most events a container that would be asked for nothing else. False: it is not
    /// there.
    static func mayBe(in data: Data) -> Bool {
        data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while let underscore = rest.firstIndex(of: UInt8(ascii: "_")) {
                rest = rest[(underscore + 1)...]
                if rest.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "\"")]) { return true }
            }
            return false
        }
    }

    /// Whether the data is an object with the key.
    struct Probe: Decodable {
        let isThere: Bool

        init(from decoder: any Decoder) throws {
            isThere = (try? decoder.container(keyedBy: UnlabelledKey.self))?.contains(.first) == true
        }
    }
}
