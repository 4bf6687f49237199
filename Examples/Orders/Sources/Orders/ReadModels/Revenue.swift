import EventSourcing
import EventStorePostgres

/// Revenue by day and article: an asynchronous projection. Its rows and its checkpoint commit together, so each order counts
/// once, whatever is killed. Each generation has rows of its own; `orders.revenue` shows those of the one in use.
public struct Revenue: Projection {
    public let name = "revenue"
    public let filter = EventFilter(
        aggregateTypes: [Order.aggregateType], eventTypes: [.orderConfirmed, .orderCancelled])

    public init() {}

    public func handle(
        _ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration
    ) async throws {
        for decoded in try OrderEvent.registry.decode(event) {
            switch decoded.event {
            case .confirmed(let lines): try await book(lines, times: 1, event, transaction, generation)
            case .cancelled(_, let lines): try await book(lines, times: -1, event, transaction, generation)
            default: break
            }
        }
    }

    private func book(
        _ lines: [OrderLine], times sign: Int64, _ event: RecordedEvent, _ transaction: PostgresTransaction,
        _ generation: ProjectionGeneration
    ) async throws {
        for line in lines {
            try await transaction.query(
                """
                INSERT INTO orders.revenue_generations AS r (generation, day, sku, quantity, cents)
                VALUES ($1, ($2::timestamptz AT TIME ZONE 'UTC')::date, $3, $4, $5)
                ON CONFLICT (generation, day, sku) DO UPDATE
                SET quantity = r.quantity + excluded.quantity, cents = r.cents + excluded.cents
                """,
                [
                    .integer(Int64(generation.rawValue)), .timestamp(event.timestamp), .text(line.sku),
                    .integer(sign * Int64(line.quantity)), .integer(sign * Int64(line.total)),
                ])
        }
    }

    public func activate(
        _ generation: ProjectionGeneration, replacing previous: ProjectionGeneration,
        in transaction: PostgresTransaction
    ) async throws {
        try await transaction.query(
            "UPDATE orders.revenue_in_use SET generation = $1", [.integer(Int64(generation.rawValue))])
    }

    public func discard(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
        try await transaction.query(
            "DELETE FROM orders.revenue_generations WHERE generation = $1", [.integer(Int64(generation.rawValue))])
    }
}
