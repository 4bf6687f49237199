import EventSourcing
import Foundation
import Testing

@Suite("The registry of events")
struct EventRegistryTests {
    enum ShopEvent: Hashable {
        case order(OrderEvent)
        case stock(StockCounted)
    }

    @Test("enums and types of their own are gathered into one")
    func gathered() throws {
        let registry = try EventRegistry<ShopEvent> { registry in
            registry.register(OrderEvent.self) { .order($0) }
            registry.register(StockCounted.self) { .stock($0) }
        }
        #expect(try registry.decode(.test("cancelled", "{}")).map(\.event) == [.order(.cancelled)])
        #expect(
            try registry.decode(.test("StockCounted", #"{"count": 3}"#)).map(\.event) == [.stock(.init(count: 3))])
    }

    @Test("any protocol of the application will do")
    func existential() throws {
        let registry = try EventRegistry<any StoredEvent> { $0.register(StockCounted.self) { $0 } }
        let event = try #require(try registry.decode(.test("StockCounted", #"{"count": 3}"#)).first?.event)
        #expect(event as? StockCounted == StockCounted(count: 3))
        #expect(try EventCoder.standard.encode(event).schema == EventSchema("StockCounted", 1))
    }

    struct Versioned: StoredEvent {
        static let eventType: EventType = "Versioned"
        static let schemaVersion: Int32 = 3
    }
    struct AlsoCancelled: StoredEvent {
        static let eventType: EventType = "cancelled"
    }
    enum AlsoOrder: DomainEvent { case cancelled }

    private static func error(_ build: (inout EventRegistry<any Sendable>.Builder) -> Void) -> EventRegistryError? {
        do {
            _ = try EventRegistry<any Sendable>(build)
            return nil
        } catch {
            return error as? EventRegistryError
        }
    }

    private static func up(_ type: EventType, _ version: Int32, _ targets: EventSchema...) -> Upcaster {
        Upcaster(from: EventSchema(type, version), to: targets) { _ in [] }
    }

    @Test("a type that two want is refused")
    func duplicateTypes() {
        #expect(
            Self.error {
                $0.register(StockCounted.self) { $0 }
                $0.register(StockCounted.self) { $0 }
            } == .duplicateType("StockCounted"))
        #expect(
            Self.error {
                $0.register(OrderEvent.self) { $0 }
                $0.register(AlsoCancelled.self) { $0 }
            } == .duplicateType("cancelled"))
    }

    @Test("two enums with the same case cannot be told apart, and say so when it is met")
    func ambiguous() throws {
        let registry = try EventRegistry<any Sendable> {
            $0.register(OrderEvent.self) { $0 }
            $0.register(AlsoOrder.self) { $0 }
        }
        let error = try #require(throws: EventDecodingError.self) { try registry.decode(.test("cancelled", "{}")) }
        guard case .ambiguousType(["OrderEvent", "AlsoOrder"]) = error.reason else { throw error }
        #expect(throws: Never.self) { try registry.decode(.test("noted", "null")) }
    }

    @Test("two upcasters from the same schema are refused")
    func duplicateUpcasters() {
        let upcaster = Self.up("old", 1)
        #expect(
            Self.error {
                $0.upcast(upcaster)
                $0.upcast(upcaster)
            } == .duplicateUpcaster(EventSchema("old", 1)))
    }

    @Test("upcasters in a circle are refused")
    func circle() {
        let a = EventSchema("a", 1)
        let b = EventSchema("b", 1)
        #expect(
            Self.error {
                $0.upcast(Self.up("a", 1, b))
                $0.upcast(Self.up("b", 1, a))
            } == .circle([a, b, a]))
        #expect(Self.error { $0.upcast(Self.up("a", 1, a)) } == .circle([a, a]))
    }

    @Test("a schema from which nothing goes on is refused")
    func gaps() {
        #expect(Self.error { $0.register(Versioned.self) { $0 } } == .gap(EventSchema("Versioned", 1)))
        #expect(
            Self.error {
                $0.register(Versioned.self) { $0 }
                $0.upcast(Self.up("Versioned", 1, EventSchema("Versioned", 3)))
            } == .gap(EventSchema("Versioned", 2)))
        #expect(
            Self.error { $0.upcast(Self.up("old", 1, EventSchema("unknown", 1))) } == .gap(EventSchema("unknown", 1)))
        #expect(Self.error { $0.upcast(Self.up("gone", 2)) } == .gap(EventSchema("gone", 1)))
    }

    @Test("an upcaster from the schema that is decoded, or a newer one, is refused")
    func upcasterOfCurrent() {
        #expect(
            Self.error {
                $0.register(StockCounted.self) { $0 }
                $0.upcast(Self.up("StockCounted", 1))
            } == .upcasterOfCurrentSchema(EventSchema("StockCounted", 1), current: 1))
    }

    @Test("schema versions begin at 1")
    func versions() {
        #expect(Self.error { $0.upcast(Self.up("old", 0)) } == .invalidVersion(EventSchema("old", 0)))
    }
}
