import EventSourcing
import EventStoreCompression
import Foundation

/// The same bytes for the same seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Bytes without any order.
    mutating func noise(_ count: Int) -> Data {
        Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) })
    }

    /// JSON of about so many bytes, as events have it.
    mutating func json(_ size: Int) -> String {
        var lines: [String] = []
        var bytes = 12
        while bytes < size {
            let line =
                #"{"sku":"article-\#(Int.random(in: 1...500, using: &self))","quantity":\#(Int.random(in: 1...9, using: &self)),"note":"grün"}"#
            lines.append(line)
            bytes += line.utf8.count + 1
        }
        return #"{"lines":[\#(lines.joined(separator: ","))]}"#
    }
}

extension PayloadOwner {
    static func sample(_ type: EventType = "Tested") -> PayloadOwner {
        PayloadOwner(stream: StreamName("order", "1"), eventType: type, eventID: .eventID())
    }
}

/// What an algorithm has made of a payload, put together by hand.
func encoded(
    _ data: Data, _ name: String, size: Int, contentType: String = "application/json"
) -> EventPayload {
    .bytes(
        data,
        contentType: PayloadEncoding(name: name, originalContentType: contentType, originalSize: size).contentType)
}
