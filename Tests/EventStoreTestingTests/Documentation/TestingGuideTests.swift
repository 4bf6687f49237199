import EventSourcing
import EventStoreTesting
import Foundation
import Testing

/// The examples of docs/testing.md, run. `scripts/lint` compares the lines between the markers with the page.
@Suite("The examples of docs/testing.md")
struct TestingGuideTests {
    // docs/testing.md: begin
    struct Orders {
        let store: any EventStore

        /// Ships an order that was placed and not shipped yet.
        func ship(_ id: String) async throws {
            let order = StreamName("order", id)
            let events = try await store.readStream(order)
            guard let last = events.last, last.type == "OrderPlaced" else { return }
            let shipped = NewEvent(type: "OrderShipped", payload: .json("{}"))
            try await store.append([shipped], to: order, expectedVersion: .exactly(last.version))
        }
    }
    // docs/testing.md: end

    private static func placed() -> NewEvent { NewEvent(type: "OrderPlaced", payload: .json(#"{"total": 12.5}"#)) }

    // docs/testing.md: begin
    @Test("an order that was placed is shipped once")
    func shipsOnce() async throws {
        let store = InMemoryEventStore()
        let orders = Orders(store: store)
        try await store.append([Self.placed()], to: StreamName("order", "1"), expectedVersion: .noStream)

        try await orders.ship("1")
        try await orders.ship("1")

        #expect(store.allEvents.map(\.type) == ["OrderPlaced", "OrderShipped"])
        #expect(store.callCount(.append) == 2)
    }
    // docs/testing.md: end

    // docs/testing.md: begin
    @Test("who is overtaken is told so")
    func overtaken() async throws {
        let store = InMemoryEventStore()
        let order = StreamName("order", "1")
        try await store.append([Self.placed()], to: order, expectedVersion: .noStream)
        store.inject(
            .runs {
                let cancelled = NewEvent(type: "OrderCancelled", payload: .json("{}"))
                try await store.append([cancelled], to: order, expectedVersion: .any)
            }, into: .append)

        let error = await #expect(throws: EventStoreError.self) { try await Orders(store: store).ship("1") }

        #expect(error?.code == .wrongExpectedVersion)
        #expect(error?.actualVersion == 2)
    }

    @Test("an append whose answer is lost is repeated with the same ids and is there once")
    func lostAnswer() async throws {
        let store = InMemoryEventStore()
        store.inject(.outcomeUnknown(hasEffect: true), into: .append)
        let placed = Self.placed()

        var result: AppendResult?
        while result == nil {
            do {
                result = try await store.append([placed], to: StreamName("order", "1"), expectedVersion: .noStream)
            } catch let error as EventStoreError where error.isOutcomeUnknown {}
        }

        #expect(result?.wasAlreadyStored == true)
        #expect(store.count == 1)
    }
    // docs/testing.md: end

    // docs/testing.md: begin
    @Test("events older than a day are not read any more")
    func age() async throws {
        let clock = ManualClock()
        let store = InMemoryEventStore(clock: clock)
        let order = StreamName("order", "1")
        try await store.append([Self.placed()], to: order, expectedVersion: .noStream)
        try await store.setStreamMetadata(of: order, maxCount: nil, maxAge: .seconds(86_400))

        clock.advance(by: .seconds(86_401))

        #expect(try await store.readStream(order).isEmpty)
    }
    // docs/testing.md: end

    // docs/testing.md: begin
    @Test("a projection counts orders")
    func projection() async throws {
        let store = InMemoryEventStore()
        for id in 1...3 {
            try await store.append([Self.placed()], to: StreamName("order", "\(id)"), expectedVersion: .noStream)
        }

        var count = 0
        for try await message in store.subscribe(SubscriptionOptions(filter: EventFilter(eventTypes: ["OrderPlaced"])))
            .messages
        {
            if case .event = message { count += 1 }
            if case .caughtUp = message { break }
        }

        #expect(count == 3)
    }
    // docs/testing.md: end
}
