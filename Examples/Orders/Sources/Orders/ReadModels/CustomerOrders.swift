import EventSourcing
import EventStorePostgres
import Logging

/// The orders of a customer: an inline projection. The function in SQL/project_customer_orders.sql keeps it in the transaction
/// of each append, so what a command has changed is there when the command returns.
public struct CustomerOrders: Sendable {
    public struct Summary: Codable, Equatable, Sendable {
        public var id: String
        public var status: String
        public var total: Int
        public var version: Int64
    }

    static let name = "customer-orders"
    let store: PostgresEventStore

    func install(logger: Logger) async throws {
        let filter = EventFilter(aggregateTypes: [Order.aggregateType])
        if try await store.projection(named: Self.name) == nil {
            do {
                try await store.createProjection(
                    named: Self.name, function: "orders.project_customer_orders", filter: filter)
            } catch let error as EventStoreError where error.code == .projectionMoved {
                // Another process was quicker.
            }
        }
        let stored = try await store.projection(named: Self.name)
        if let stored, stored.filter != filter {
            logger.warning(
                """
                the projection \(Self.name) has another filter than this program, and keeps it. For another one: stop the \
                servers, drop the projection, empty its table, and start them.
                """)
        }
        if stored?.kind != .inline { try await store.makeProjectionInline(named: Self.name) }
    }

    public func orders(of customer: String) async throws -> [Summary] {
        let rows = try await store.withTransaction { transaction in
            try await transaction.query(
                "SELECT id, status, total, version FROM orders.customer_orders WHERE customer = $1 ORDER BY id",
                [.text(customer)])
        }
        return rows.map { row in
            Summary(
                id: row["id"]?.text ?? "", status: row["status"]?.text ?? "", total: Int(row["total"]?.integer ?? 0),
                version: row["version"]?.integer ?? 0)
        }
    }
}
