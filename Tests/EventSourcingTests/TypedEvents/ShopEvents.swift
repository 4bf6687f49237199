import EventSourcing
import Foundation

/// Every shape that a case can have.
enum OrderEvent: DomainEvent, Hashable {
    struct Payment: Codable, Hashable {
        var amount: Decimal
        var reference: String?
    }

    case placed(customer: String, total: Decimal)
    case paid(Payment)
    case noted(String?)
    case rated(Int, comment: String?)
    case moved(Int, Int)
    case tagged(label: String?)
    case cancelled
    case shipped(at: Date)

    enum CodingKeys: String, CodingKey {
        case placed = "OrderPlaced"
        case paid, noted, rated, moved, tagged, cancelled, shipped
    }

    static func schemaVersion(of type: EventType) -> Int32 { type == "OrderPlaced" ? 3 : 1 }

    /// Events with random values, of random cases.
    static func random(using generator: inout some RandomNumberGenerator) -> OrderEvent {
        let number = Int.random(in: -5...5, using: &generator)
        let text = Bool.random(using: &generator) ? "text \(number)" : nil
        return switch Int.random(in: 0..<8, using: &generator) {
        case 0: .placed(customer: text ?? "", total: Decimal(number) / 4)
        case 1: .paid(Payment(amount: Decimal(number), reference: text))
        case 2: .noted(text)
        case 3: .rated(number, comment: text)
        case 4: .moved(number, -number)
        case 5: .tagged(label: text)
        case 6: .cancelled
        default: .shipped(at: Date(timeIntervalSinceReferenceDate: Double(number) / 3))
        }
    }
}

struct StockCounted: StoredEvent, Hashable {
    static let eventType: EventType = "StockCounted"
    var count: Int
}

extension RecordedEvent {
    /// An event as the store would give it back.
    static func test(
        _ type: EventType, _ json: String, schemaVersion: Int32 = 1, position: Int64 = 1, id: UUID = UUID()
    ) -> RecordedEvent {
        RecordedEvent(
            globalPosition: GlobalPosition(rawValue: position), stream: StreamName("order", "1"),
            version: StreamVersion(rawValue: position), id: id, type: type, schemaVersion: schemaVersion,
            payload: .json(json), metadata: .none, timestamp: Date(), recordedAt: Date(), checksum: .zero)
    }
}

/// Random numbers that are the same for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
