import EventSourcing
import EventStorePostgres

/// Reads what ``Revenue`` has built.
public struct RevenueReport: Sendable {
    public struct Row: Codable, Equatable, Sendable {
        public var day: String
        public var sku: String
        public var quantity: Int64
        public var cents: Int64
    }

    public struct Report: Codable, Equatable, Sendable {
        /// Whether the projection is `running`, and how many positions it is behind the head.
        public var status: String
        public var lag: Int64
        public var generation: Int
        public var total: Int64
        public var rows: [Row]
    }

    let store: PostgresEventStore
    private let name = Revenue().name

    /// With `after` it waits until the projection has passed that position, up to 5 seconds; then it throws
    /// `deadlineExceeded`.
    public func report(after position: GlobalPosition? = nil) async throws -> Report {
        if let position { try await store.waitForCheckpoint(named: name, toPass: position) }
        let found = try await store.withTransaction { transaction in
            try await transaction.query(
                "SELECT day::text AS day, sku, quantity, cents FROM orders.revenue WHERE quantity <> 0 ORDER BY day, sku"
            )
        }
        let rows = found.map { row in
            Row(
                day: row["day"]?.text ?? "", sku: row["sku"]?.text ?? "", quantity: row["quantity"]?.integer ?? 0,
                cents: row["cents"]?.integer ?? 0)
        }
        let projection = try await store.projection(named: name)
        return Report(
            status: projection?.status.rawValue ?? "not there yet", lag: projection?.lag ?? 0,
            generation: projection?.generation.rawValue ?? 0, total: rows.reduce(0) { $0 + $1.cents }, rows: rows)
    }

    /// Begins to build it anew beside the one in use; the runner puts it in use when it has come as far.
    public func rebuild() async throws -> ProjectionGeneration {
        try await store.beginProjectionRebuild(named: name)
    }
}
