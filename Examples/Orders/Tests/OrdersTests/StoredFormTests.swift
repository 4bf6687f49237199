import EventSourcing
import EventStoreTesting
import Foundation
import Orders
import Testing

@Suite("How orders are stored")
struct StoredFormTests {
    @Test("events are stored as before, and those of old schemas still decode")
    func golden() throws {
        let golden = EventGoldenFile(beside: #filePath, named: "orders.golden.json", registry: OrderEvent.registry)
        let tea = OrderLine(sku: "tea", quantity: 2, unitPrice: 450)
        try golden.check([
            .placed(customer: "ada@example.org"), .itemAdded(sku: "tea", quantity: 2, unitPrice: 450),
            .itemRemoved(sku: "tea"), .confirmed(lines: [tea]), .shipped(trackingCode: "T1"),
            .cancelled(reason: "too dear", refunded: [tea]),
        ])
    }

    @Test("an item that was added under schema version 1 is one piece")
    func upcast() async throws {
        let store = InMemoryEventStore()
        let stream = StreamName("order", "1")
        try await store.append([OrderEvent.placed(customer: "ada@example.org")], to: stream, expectedVersion: .noStream)
        var old = NewEvent(type: "OrderItemAdded", payload: .json(#"{"sku":"tea","unitPrice":450}"#))
        old.schemaVersion = 1
        try await store.append([old], to: stream, expectedVersion: .exactly(1))
        let events = try await store.readStream(stream, as: OrderEvent.registry)
        #expect(events.last?.event == .itemAdded(sku: "tea", quantity: 1, unitPrice: 450))
    }
}
