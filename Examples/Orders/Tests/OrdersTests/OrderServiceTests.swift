import EventSourcing
import EventStoreTesting
import Foundation
import Orders
import Testing

@Suite("Commands on stored orders")
struct OrderServiceTests {
    let store = InMemoryEventStore()
    let snapshots: InMemorySnapshotStore

    init() { snapshots = InMemorySnapshotStore(of: store) }

    var orders: OrderService {
        OrderService(store: store, snapshots: snapshots, options: RepositoryOptions(), strategy: .everyEvents(2))
    }

    @Test("a command that comes twice takes effect once, and has the same answer")
    func twice() async throws {
        let terms = OrderService.Terms(commandID: UUID())
        let first = try await orders.place("1", customer: "ada@example.org", terms)
        _ = try await orders.add(OrderLine(sku: "tea", quantity: 1, unitPrice: 450), to: "1")
        let again = try await orders.place("1", customer: "ada@example.org", terms)
        #expect(
            again.state == first.state && again.version == first.version && again.lastPosition == first.lastPosition)
        #expect(store.count == 2)
    }

    @Test("another command under the id of one that was done is refused, and what was done stays")
    func reused() async throws {
        _ = try await orders.place("1", customer: "ada@example.org")
        let terms = OrderService.Terms(commandID: UUID())
        let tea = OrderLine(sku: "tea", quantity: 1, unitPrice: 450)
        _ = try await orders.add(tea, to: "1", terms)
        let cup = OrderLine(sku: "cup", quantity: 1, unitPrice: 1200)
        await #expect(throws: AggregateError.self) { try await orders.add(cup, to: "1", terms) }
        await #expect(throws: AggregateError.self) { try await orders.confirm("1", terms) }
        await #expect(throws: AggregateError.self) { try await orders.ship("1", trackingCode: "T1", terms) }
        await #expect(throws: AggregateError.self) { try await orders.place("1", customer: "ada@example.org", terms) }
        #expect(try await orders.add(tea, to: "1", terms).state.lines == [tea])
        #expect(store.count == 2)
    }

    @Test("whoever has seen an older version is refused")
    func seen() async throws {
        let placed = try await orders.place("1", customer: "ada@example.org")
        _ = try await orders.add(OrderLine(sku: "tea", quantity: 1, unitPrice: 450), to: "1")
        let error = await #expect(throws: EventStoreError.self) {
            try await orders.confirm("1", OrderService.Terms(seen: placed.version))
        }
        #expect(error?.code == .wrongExpectedVersion && error?.actualVersion == 2)
    }

    @Test("of twenty that confirm an order at the same time one does")
    func atOnce() async throws {
        _ = try await orders.place("1", customer: "ada@example.org")
        _ = try await orders.add(OrderLine(sku: "tea", quantity: 1, unitPrice: 450), to: "1")
        let refusals = await withTaskGroup(of: OrderRefusal?.self) { group in
            for _ in 0..<20 {
                group.addTask { [orders] in
                    do {
                        _ = try await orders.confirm("1")
                        return nil
                    } catch {
                        return error as? OrderRefusal ?? .unusable("\(error)")
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.filter { $0 == nil }.count == 1)
        #expect(refusals.filter { $0 == .isIn(.confirmed) }.count == 19)
    }

    @Test("every event goes to the outbox")
    func outbox() async throws {
        _ = try await orders.place("1", customer: "ada@example.org")
        #expect(store.outboxEvents.map(\.type) == [.orderPlaced])
    }

    @Test("an order that was never placed is not found")
    func unknown() async throws {
        await #expect(throws: OrderRefusal.notFound) { try await orders.order("1") }
    }
}
