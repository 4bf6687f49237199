import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// The README's example, run. `scripts/lint` compares the lines between the markers with the README.
@Suite("The README's example")
struct ReadmeExampleTests {
    @Test("the example of the README runs")
    func runs() async throws {
        let schema = "readme_" + UUID().uuidString.prefix(8).lowercased()
        var environment = ProcessInfo.processInfo.environment
        environment["DATABASE_URL"] = environment["EVENT_STORE_TEST_URL"]
        environment["EVENT_STORE_SCHEMA"] = schema
        try await Self.example(environment: environment)
        try await TestStore.drop(schema)
    }

    // README.md: begin
    enum OrderEvent: DomainEvent {
        case placed(total: Decimal)
        case paid
    }

    struct Order: Aggregate {
        static let aggregateType = "order"
        struct AlreadyPaid: Error {}

        var isPaid = false

        mutating func apply(_ event: OrderEvent) {
            if case .paid = event { isPaid = true }
        }

        func pay() throws -> [OrderEvent] {
            guard !isPaid else { throw AlreadyPaid() }
            return [.paid]
        }
    }
    // README.md: end

    private struct ProcessInfo {
        static var processInfo: ProcessInfo { ProcessInfo() }
        @TaskLocal static var override: [String: String]?
        var environment: [String: String] { Self.override ?? Foundation.ProcessInfo.processInfo.environment }
    }

    private static func example(environment: [String: String]) async throws {
        try await ProcessInfo.$override.withValue(environment) {
            // README.md: begin
            let configuration = try PostgresConfiguration(environment: ProcessInfo.processInfo.environment)

            try await withPostgresEventStore(configuration: configuration) { store in
                try await store.migrate()
                try await store.createPartitionsAhead()

                let orders = AggregateRepository(Order.self, store: store)
                let id = UUID().uuidString
                try await orders.execute(id) { _ in [.placed(total: 12.5)] }
                let result = try await orders.execute(id) { order in try order.pay() }

                let subscription = store.subscribe(from: .beginning, filter: EventFilter(aggregateTypes: ["order"]))
                for try await event in subscription.decoded(with: EventRegistry(OrderEvent.self)) {
                    print(event.globalPosition, event.stream, event.event)
                    if event.globalPosition == result.lastPosition { break }
                }
            }
            // README.md: end
        }
    }
}
