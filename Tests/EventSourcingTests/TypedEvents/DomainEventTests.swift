import EventSourcing
import Foundation
import Testing

@Suite("Events as enums")
struct DomainEventTests {
    static let forms: [(OrderEvent, EventType, String)] = [
        (.placed(customer: "Ada", total: 12.5), "OrderPlaced", #"{"customer":"Ada","total":12.5}"#),
        (.paid(.init(amount: 3, reference: "r/1")), "paid", #"{"amount":3,"reference":"r/1"}"#),
        (.noted("hm"), "noted", #""hm""#),
        (.noted(nil), "noted", "null"),
        (.rated(4, comment: "good"), "rated", #"{"_0":4,"comment":"good"}"#),
        (.rated(4, comment: nil), "rated", #"{"_0":4}"#),
        (.moved(1, 2), "moved", #"{"_0":1,"_1":2}"#),
        (.tagged(label: nil), "tagged", "{}"),
        (.cancelled, "cancelled", "{}"),
        (.shipped(at: Date(timeIntervalSinceReferenceDate: 1.5)), "shipped", #"{"at":1.5}"#),
    ]

    @Test("the case is the type and its values are the data", arguments: forms)
    func form(event: OrderEvent, type: EventType, json: String) throws {
        let encoded = try EventCoder.standard.encode(event)
        #expect(encoded.schema.type == type)
        #expect(encoded.schema.version == (type == "OrderPlaced" ? 3 : 1))
        #expect(String(decoding: encoded.payload.data, as: UTF8.self) == json)
        let recorded = RecordedEvent.test(type, json, schemaVersion: encoded.schema.version)
        #expect(try EventRegistry(OrderEvent.self).decode(recorded).map(\.event) == [event])
    }

    @Test("what is encoded decodes to the same, whatever the values", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let registry = EventRegistry(OrderEvent.self)
        for _ in 0..<100 {
            let event = OrderEvent.random(using: &generator)
            let new = try NewEvent(event)
            let json = String(decoding: new.payload.data, as: UTF8.self)
            let recorded = RecordedEvent.test(new.type, json, schemaVersion: new.schemaVersion)
            #expect(try registry.decode(recorded).map(\.event) == [event], "seed \(seed)")
        }
    }

    /// Its values are enums themselves, and an object with a key that looks like a value without a label.
    enum Nested: DomainEvent, Hashable {
        enum Inner: Codable, Hashable { case a(Int), b }
        case inner(Inner)
        case list([Inner])
        case big(Int128, UInt128?)
    }

    @Test("values that are enums, lists and large numbers come back")
    func nested() throws {
        for event in [Nested.inner(.a(1)), .inner(.b), .list([.b, .a(2)]), .big(.max, nil), .big(.min, .max)] {
            let encoded = try EventCoder.standard.encode(event)
            let json = String(decoding: encoded.payload.data, as: UTF8.self)
            #expect(try EventRegistry(Nested.self).decode(.test(encoded.schema.type, json)).map(\.event) == [event])
        }
    }

    /// Its values have the key that Swift gives to a value without a label.
    enum Confusing: DomainEvent, Hashable {
        struct Pair: Codable, Hashable {
            var first: Int
            var note = ""
            enum CodingKeys: String, CodingKey { case first = "_0", note }
        }
        case single(Pair), optional(Pair?), keyed([String: Int]), text(String), mixed(Pair, label: Int), deep([Pair])
    }

    @Test(
        "a value that has the key _0 itself is stored below that key",
        arguments: [
            (Confusing.single(.init(first: 1)), #"{"_0":{"_0":1,"note":""}}"#),
            (.optional(.init(first: 1)), #"{"_0":{"_0":1,"note":""}}"#), (.optional(nil), "null"),
            (.keyed(["_0": 1]), #"{"_0":{"_0":1}}"#), (.keyed(["a": 1]), #"{"a":1}"#),
            (.text(#"_0"#), #""_0""#), (.single(.init(first: 1, note: "_0")), #"{"_0":{"_0":1,"note":"_0"}}"#),
            (.mixed(.init(first: 1), label: 2), #"{"_0":{"_0":1,"note":""},"label":2}"#),
            (.deep([.init(first: 1)]), #"[{"_0":1,"note":""}]"#),
        ])
    func confusing(event: Confusing, json: String) throws {
        let encoded = try EventCoder.standard.encode(event)
        #expect(String(decoding: encoded.payload.data, as: UTF8.self) == json)
        #expect(try EventRegistry(Confusing.self).decode(.test(encoded.schema.type, json)).map(\.event) == [event])
    }

    /// An enum whose coding is written by hand.
    enum ByHand: DomainEvent, Hashable {
        case opened(Int)
        case closed

        enum CodingKeys: CodingKey { case opened, closed }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            if container.contains(.opened) {
                self = .opened(try container.decode(Int.self, forKey: .opened))
            } else {
                self = .closed
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .opened(let value): try container.encode(value, forKey: .opened)
            case .closed: try container.encode(true, forKey: .closed)
            }
        }
    }

    @Test("coding that is written by hand works as well")
    func byHand() throws {
        for event in [ByHand.opened(7), .closed] {
            let encoded = try EventCoder.standard.encode(event)
            let json = String(decoding: encoded.payload.data, as: UTF8.self)
            #expect(try EventRegistry(ByHand.self).decode(.test(encoded.schema.type, json)).map(\.event) == [event])
        }
    }

    struct NoEnum: DomainEvent {
        var a = 1
        var b = 2
    }
    struct NoCase: DomainEvent {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(1)
        }
    }

    @Test("what is no enum is refused by name")
    func noEnum() {
        #expect(throws: EncodingError.self) { try NewEvent(NoEnum()) }
        #expect(throws: EncodingError.self) { try NewEvent(NoCase()) }
    }

    @Test("the same event has the same bytes each time")
    func sameBytes() throws {
        struct Wide: StoredEvent {
            static let eventType: EventType = "Wide"
            var z = 1, a = 2, m = 3, k = 4, q = 5, b = 6
        }
        let data = try EventCoder.standard.encode(Wide()).payload.data
        #expect(String(decoding: data, as: UTF8.self) == #"{"a":2,"b":6,"k":4,"m":3,"q":5,"z":1}"#)
    }
}
