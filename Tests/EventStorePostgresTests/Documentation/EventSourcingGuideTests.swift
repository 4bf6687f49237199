import EventSourcing
import EventStorePostgres
import EventStoreTesting
import Foundation
import Testing

/// The examples of docs/event-sourcing.md, run. `scripts/lint` compares the lines between the markers, in their order, with the
/// page's.
@Suite("The examples of the guide to event sourcing")
struct EventSourcingGuideTests {
    // docs/event-sourcing.md: begin
    enum OrderEvent: DomainEvent, Equatable {
        case placed(customer: String, total: Decimal)
        case paid(Payment)
        case cancelled
    }

    struct Payment: Codable, Equatable {
        var reference: String
    }
    // docs/event-sourcing.md: end

    func appendAndRead(_ store: some EventStore) async throws {
        // docs/event-sourcing.md: begin
        let order = StreamName("order", "4711")
        try await store.append(
            [OrderEvent.placed(customer: "Ada", total: 12.5)], to: order, expectedVersion: .noStream)

        let events = EventRegistry(OrderEvent.self)
        for event in try await store.readStream(order, as: events) {
            print(event.version, event.event)
        }
        for try await event in store.subscribe(from: .beginning).decoded(with: events) {
            print(event.globalPosition, event.event)
            // docs/event-sourcing.md: end
            break
            // docs/event-sourcing.md: resume
        }
        // docs/event-sourcing.md: end
    }

    // docs/event-sourcing.md: begin
    struct StockCounted: StoredEvent {
        static let eventType: EventType = "StockCounted"
        var count: Int
    }

    enum ShopEvent {
        case order(OrderEvent)
        case stock(StockCounted)
    }
    // docs/event-sourcing.md: end

    func gathered() throws -> EventRegistry<ShopEvent> {
        // docs/event-sourcing.md: begin
        let shop = try EventRegistry<ShopEvent> { registry in
            registry.register(OrderEvent.self) { .order($0) }
            registry.register(StockCounted.self) { .stock($0) }
        }
        // docs/event-sourcing.md: end
        return shop
    }

    func parked(_ store: some EventStore, _ shop: EventRegistry<ShopEvent>) async throws {
        // docs/event-sourcing.md: begin
        let options = EventDecodingOptions(
            undecodable: .park { event in
                print("cannot read", event.error)
            })
        let page = try await store.readAll(AllReadOptions(limit: 10_000), as: shop, decoding: options)
        // docs/event-sourcing.md: end
        #expect(page.count == 1)
    }

    // docs/event-sourcing.md: begin
    enum Order2Event: DomainEvent {
        case placed(customer: String, total: Decimal, currency: String)
        case paid(Payment)
        case cancelled

        static func schemaVersion(of type: EventType) -> Int32 { type == "placed" ? 2 : 1 }
    }
    // docs/event-sourcing.md: end

    func upcasting(_ store: some EventStore) async throws {
        // docs/event-sourcing.md: begin
        let events = try EventRegistry(
            Order2Event.self,
            upcasters: [
                Upcaster("placed", from: 1) { data in data["currency"] = "EUR" },
                .renaming(EventSchema("revoked", 1), to: EventSchema("cancelled", 1)),
                .dropping(EventSchema("viewed", 1)),
            ])
        // docs/event-sourcing.md: end
        let order = try await store.readStream(StreamName("order", "4711"), as: events)
        guard case .placed(_, _, "EUR") = order.first?.event else { throw ExampleFailed() }
    }

    // docs/event-sourcing.md: begin
    struct Order: SnapshottableAggregate, Equatable {
        static let aggregateType = "order"

        var total: Decimal = 0
        var isPaid = false

        mutating func apply(_ event: OrderEvent) {
            switch event {
            case .placed(_, let total): self.total = total
            case .paid: isPaid = true
            case .cancelled: total = 0
            }
        }

        struct AlreadyPaid: Error {}

        func pay(_ payment: Payment) throws -> [OrderEvent] {
            guard !isPaid else { throw AlreadyPaid() }
            return [.paid(payment)]
        }
    }
    // docs/event-sourcing.md: end

    func commands(_ store: PostgresEventStore, commandID: UUID, userID: String) async throws {
        // docs/event-sourcing.md: begin
        let orders = AggregateRepository(Order.self, store: store)

        let result = try await orders.execute("4711") { order in
            try order.pay(Payment(reference: "A-1"))
        }
        print(result.state.isPaid, result.version)
        // docs/event-sourcing.md: end
        // docs/event-sourcing.md: begin
        try await orders.execute("4712", commandID: commandID) { _ in
            [.placed(customer: "Ada", total: 3)]
        }
        // docs/event-sourcing.md: end
        let repeated = try await orders.execute("4712", commandID: commandID) { _ in [.cancelled] }
        #expect(repeated.wasRepeated && repeated.events == [.placed(customer: "Ada", total: 3)])
        // docs/event-sourcing.md: begin
        try await EventContext(correlationID: "request 17", userID: userID).run {
            try await orders.execute("4712") { try $0.pay(Payment(reference: "A-2")) }
        }
        // docs/event-sourcing.md: end
        // docs/event-sourcing.md: begin
        let quick = orders.withSnapshots(in: store, .everyEvents(100))
        // docs/event-sourcing.md: end
        #expect(try await quick.takeSnapshot(of: "4711").version == 2)
        #expect(try await quick.load("4711").snapshotVersion == 2)
    }

    // docs/event-sourcing.md: begin
    @Test("an order is paid once")
    func paidOnce() throws {
        try Given(Order.self, .placed(customer: "Ada", total: 12))
            .when { try $0.pay(Payment(reference: "A-1")) }
            .then(.paid(Payment(reference: "A-1")))

        try Given(Order.self, .paid(Payment(reference: "A-1")))
            .when { try $0.pay(Payment(reference: "A-2")) }
            .thenThrows(Order.AlreadyPaid.self)
    }

    @Test("events are stored as before")
    func storedAsBefore() throws {
        let golden = EventGoldenFile(
            beside: #filePath, named: "orders.golden.json", registry: EventRegistry(OrderEvent.self))
        try golden.check([
            .placed(customer: "Ada", total: 12.5), .paid(Payment(reference: "A-1")), .cancelled,
        ])
    }
    // docs/event-sourcing.md: end

    struct ExampleFailed: Error {}

    @Test("the examples run")
    func runs() async throws {
        try await TestStore.with { store in
            try await appendAndRead(store)
            let shop = try gathered()
            try await parked(store, shop)
            try await upcasting(store)
            try await commands(store, commandID: UUID(), userID: "ada")
            #expect(try await store.readAll(as: shop).last?.metadata.userID == "ada")
        }
    }
}
