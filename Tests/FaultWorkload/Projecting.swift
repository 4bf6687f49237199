import EventSourcing
import EventStorePostgres
import Foundation

/// Runs a projection that counts events by stream, a table for each generation, until it is killed or told to end.
struct Projecting: Sendable {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> Int32 {
        var configuration = try arguments.configuration()
        configuration.pool.maxConnections = 6
        var options = ProjectionOptions()
        options.batchSize = try arguments.integer("batch", 100)
        options.pollInterval = .milliseconds(20)
        options.idleCheckpointInterval = .milliseconds(50)
        return try await withPostgresEventStore(configuration: configuration) { [options] store in
            let projection = StreamCounts(
                store: store, name: try arguments.required("name"), isApart: arguments.isPlanted(.checkpointApart))
            say("projecting")
            try await ProjectionRunner(store: store, projection: projection, options: options).run()
            return 0
        }
    }
}

private struct StreamCounts: Projection {
    let store: PostgresEventStore
    let name: String
    /// The fault that is planted: the work is done in a transaction of its own.
    let isApart: Bool
    let filter = EventFilter(aggregateTypes: ["counted"])

    private func table(_ generation: ProjectionGeneration) -> String { "public.counts_\(generation)" }

    func prepare(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
        _ = try await transaction.query("SET LOCAL client_min_messages = warning")
        _ = try await transaction.query(
            "CREATE TABLE IF NOT EXISTS \(table(generation)) (stream text PRIMARY KEY, events bigint NOT NULL)")
    }

    func handle(_ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration)
        async throws
    {
        try await handle([event], in: transaction, generation: generation)
    }

    func handle(_ events: [RecordedEvent], in transaction: PostgresTransaction, generation: ProjectionGeneration)
        async throws
    {
        guard isApart else { return try await count(events, transaction, generation) }
        try await store.withTransaction { try await count(events, $0, generation) }
    }

    private func count(
        _ events: [RecordedEvent], _ transaction: PostgresTransaction, _ generation: ProjectionGeneration
    ) async throws {
        let counts = Dictionary(grouping: events, by: \.stream.aggregateID).mapValues(\.count)
        _ = try await transaction.query(
            """
            INSERT INTO \(table(generation)) AS c
            SELECT e.key, e.value::bigint FROM json_each_text($1) AS e ORDER BY e.key
            ON CONFLICT (stream) DO UPDATE SET events = c.events + excluded.events
            """, [.json(try JSONEncoder().encode(counts))])
    }

    func discard(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
        _ = try await transaction.query("DROP TABLE \(table(generation))")
    }
}
