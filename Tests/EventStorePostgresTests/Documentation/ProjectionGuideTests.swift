import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// The examples of docs/projections.md, run. `scripts/lint` compares the lines between the markers, in their order, with the
/// page's.
@Suite("The examples of the guide to projections")
struct ProjectionGuideTests {
    // docs/projections.md: begin
    struct OrderTotals: Projection {
        let name = "order-totals"
        let filter = EventFilter(aggregateTypes: ["order"])

        func prepare(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
            try await transaction.query(
                "CREATE TABLE IF NOT EXISTS order_totals_\(generation) (id text PRIMARY KEY, events bigint NOT NULL)")
        }

        func handle(_ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration)
            async throws
        {
            try await transaction.query(
                """
                INSERT INTO order_totals_\(generation) AS t VALUES ($1, 1)
                ON CONFLICT (id) DO UPDATE SET events = t.events + 1
                """, [.text(event.stream.aggregateID)])
        }

        func activate(
            _ generation: ProjectionGeneration, replacing previous: ProjectionGeneration,
            in transaction: PostgresTransaction
        ) async throws {
            try await transaction.query(
                "CREATE OR REPLACE VIEW order_totals AS SELECT * FROM order_totals_\(generation)")
        }

        func discard(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
            try await transaction.query("DROP TABLE order_totals_\(generation)")
        }
    }
    // docs/projections.md: end

    @Test("the projection of the guide runs, and whoever has appended waits for it", .timeLimit(.minutes(2)))
    func runs() async throws {
        try await TestStore.with { store in
            // Its tables are named without a schema, so nobody else may run it in this database.
            _ = try await store.withTransaction { try await $0.query("DROP TABLE IF EXISTS order_totals_1") }
            let running = Task {
                // docs/projections.md: begin
                var options = ProjectionOptions()
                options.onFailure = .park
                let runner = try ProjectionRunner(store: store, projection: OrderTotals(), options: options)
                try await runner.run()
                // docs/projections.md: end
            }
            let result = try await store.append([.test()], to: StreamName("order", "1"), expectedVersion: .noStream)
            // docs/projections.md: begin
            try await store.waitForCheckpoint(named: "order-totals", toPass: result.lastPosition)
            // docs/projections.md: end
            running.cancel()
            try await running.value
            let rows = try await store.withTransaction { try await $0.query("SELECT id, events FROM order_totals_1") }
            #expect(rows.map { $0["id"] } == [.text("1")])
            _ = try await store.withTransaction { try await $0.query("DROP TABLE order_totals_1") }
        }
    }
}
