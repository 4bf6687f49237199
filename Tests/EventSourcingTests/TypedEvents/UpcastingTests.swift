import EventSourcing
import Foundation
import Testing

@Suite("Upcasting")
struct UpcastingTests {
    /// The first total was in cents, and the customer came with version 3.
    static let upcasters = [
        Upcaster("OrderPlaced", from: 1) { data in
            guard let cents = data.removeValue(forKey: "cents")?.decimal else { throw NoCents() }
            data["total"] = .decimal(cents / 100)
        },
        Upcaster("OrderPlaced", from: 2) { (old: PlacedV2) in PlacedV3(customer: "unknown", total: old.total) },
    ]
    struct NoCents: Error {}
    struct PlacedV2: Codable { var total: Decimal }
    struct PlacedV3: Codable { var customer: String, total: Decimal }

    @Test(
        "old data goes the whole way to the present schema",
        arguments: [
            (Int32(1), #"{"cents": 1250}"#), (2, #"{"total": 12.5}"#), (3, #"{"customer": "unknown", "total": 12.5}"#),
        ])
    func chain(version: Int32, json: String) throws {
        let registry = try EventRegistry(OrderEvent.self, upcasters: Self.upcasters)
        let decoded = try registry.decode(.test("OrderPlaced", json, schemaVersion: version))
        #expect(decoded.map(\.event) == [.placed(customer: "unknown", total: 12.5)])
    }

    @Test("one event becomes several, in order, also of other types; or none")
    func manyAndNone() throws {
        let registry = try EventRegistry(
            OrderEvent.self,
            upcasters: Self.upcasters + [
                Upcaster(
                    from: EventSchema("checkout", 1),
                    to: [EventSchema("OrderPlaced", 1), EventSchema("cancelled", 1), EventSchema("noted", 1)]
                ) { event in
                    var metadata = event.metadata
                    metadata.userID = "upcaster"
                    return [
                        UpcastEvent(
                            schema: EventSchema("OrderPlaced", 1), payload: .json(#"{"cents": 100}"#),
                            metadata: metadata),
                        UpcastEvent(schema: EventSchema("noted", 1), payload: .json("null")),
                        UpcastEvent(schema: EventSchema("cancelled", 1), payload: .json("{}")),
                    ]
                },
                .dropping(EventSchema("ping", 1)),
                .renaming(EventSchema("revoked", 1), to: EventSchema("cancelled", 1)),
            ])
        let decoded = try registry.decode(.test("checkout", "{}", position: 9))
        #expect(decoded.map(\.event) == [.placed(customer: "unknown", total: 1), .noted(nil), .cancelled])
        #expect(decoded.map(\.index) == [0, 1, 2])
        #expect(decoded.map(\.metadata.userID) == ["upcaster", nil, nil])
        #expect(decoded.allSatisfy { $0.globalPosition == 9 && $0.recorded.type == "checkout" })
        #expect(try registry.decode(.test("ping", "{}")).isEmpty)
        #expect(try registry.decode(.test("revoked", "{}")).map(\.event) == [.cancelled])
    }

    @Test("an upcaster that fails is named, with the event")
    func failing() throws {
        let registry = try EventRegistry(OrderEvent.self, upcasters: Self.upcasters)
        let event = RecordedEvent.test("OrderPlaced", #"{"secret": 1}"#, position: 7)
        let error = try #require(throws: EventDecodingError.self) { try registry.decode(event) }
        guard case .upcasterFailed(EventSchema("OrderPlaced", 1), is NoCents) = error.reason else {
            throw error
        }
        #expect(error.globalPosition == 7 && error.stream == event.stream && error.eventID == event.id)
        #expect(!error.description.contains("secret") && error.description.contains("OrderPlaced version 1"))
    }

    @Test("a schema that an upcaster does not declare is refused")
    func undeclared() throws {
        let registry = try EventRegistry(
            OrderEvent.self,
            upcasters: [
                Upcaster(from: EventSchema("old", 1), to: [EventSchema("cancelled", 1)]) { event in
                    [UpcastEvent(schema: EventSchema("noted", 1), payload: event.payload)]
                }
            ])
        let error = try #require(throws: EventDecodingError.self) { try registry.decode(.test("old", "{}")) }
        guard case .upcasterFailed(_, let cause as EventDecodingError.UndeclaredSchema) = error.reason else {
            throw error
        }
        #expect(cause.schema == EventSchema("noted", 1))
    }

    /// Each version adds its number to the list; whatever version is stored, the sum of the missing ones comes.
    @Test("a chain of any length gives what the steps give one by one", arguments: 0..<20)
    func property(seed: UInt64) throws {
        struct Sum: StoredEvent {
            static let eventType: EventType = "Sum"
            static let schemaVersion: Int32 = 12
            var parts: [Int]
        }
        let registry = try EventRegistry<Sum> { registry in
            registry.register(Sum.self) { $0 }
            for version in Int32(1)..<12 {
                registry.upcast(
                    Upcaster("Sum", from: version) { data in
                        data["parts"] = .array((data["parts"]?.array ?? []) + [.integer(Int64(version))])
                    })
            }
        }
        var generator = SeededGenerator(seed: seed)
        let version = Int32.random(in: 1...12, using: &generator)
        let stored = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            Int.random(in: 100...999, using: &generator)
        }
        let decoded = try registry.decode(.test("Sum", #"{"parts": \#(stored)}"#, schemaVersion: version))
        #expect(decoded.first?.event.parts == stored + (version..<12).map(Int.init), "seed \(seed)")
    }

    @Test("JSON that an upcaster does not touch stays what it was")
    func untouched() throws {
        let json = #"{"a":12345678901234567890.123456789,"b":1e300,"c":[true,null,-9223372036854775808,"é/"],"d":{}}"#
        let object = try EventPayload.json(json).decode([String: JSONValue].self)
        let again = try EventCoder.standard.encoder.encode(object)
        #expect(try JSONDecoder().decode(JSONValue.self, from: again) == .object(object))
        #expect(String(decoding: again, as: UTF8.self).contains("12345678901234567890.123456789"))
        #expect(object["c"]?.array?[2].integer == .min)
    }
}
