import EventSourcing
import EventStorePostgres
import Foundation

/// Loads one aggregate over and over, from its events or from a snapshot and the events after it.
struct AggregateWorker: Sendable {
    private let id: String
    private let usesSnapshot: Bool
    private let takesSnapshot: Bool
    private let seconds: Double

    init(_ arguments: Arguments) throws {
        id = arguments.text("id") ?? "1"
        usesSnapshot = arguments.flag("snapshot")
        takesSnapshot = arguments.flag("take")
        seconds = try arguments.number("seconds", 1)
    }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        var accounts = AggregateRepository(Account.self, store: store)
        if usesSnapshot || takesSnapshot { accounts = accounts.withSnapshots(in: store, .manual) }
        if takesSnapshot { _ = try await accounts.takeSnapshot(of: id) }
        let first = try await accounts.load(id)
        let begun = monotonicNanoseconds()
        var loads = 0
        while Double(monotonicNanoseconds() - begun) / 1e9 < seconds {
            let loaded = try await accounts.load(id)
            guard loaded.state.movements == first.state.movements else { throw BenchmarkError("another state") }
            loads += 1
        }
        return [
            "per_second": Double(loads) / (Double(monotonicNanoseconds() - begun) / 1e9),
            "movements": Double(first.state.movements), "replayed": Double(first.eventsReplayed),
        ]
    }
}

/// Reads the store from the beginning and decodes every event.
struct TypedCatchUpWorker: Sendable {
    private let concurrency: Int

    init(_ arguments: Arguments) throws { concurrency = try arguments.integer("concurrency", 1) }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        let last = try await store.readAll(AllReadOptions(direction: .backwards, limit: 1)).first?.globalPosition
        guard let last else { throw BenchmarkError("the store is empty") }
        let options = EventDecodingOptions(decodingConcurrency: concurrency)
        let begun = monotonicNanoseconds()
        var events = 0
        for try await page in store.subscribe(from: .beginning)
            .decoded(with: EventRegistry(TypedOrder.self), options).pages
        {
            events += page.events.count
            if let end = page.events.last?.globalPosition, end >= last { break }
        }
        let seconds = Double(monotonicNanoseconds() - begun) / 1e9
        return [
            "events": Double(events), "seconds": seconds, "per_second": Double(events) / seconds,
            "cpu_us_per_event": processSeconds() * 1e6 / Double(max(1, events)),
        ]
    }
}

/// Runs a projection from the beginning until it has caught up: one statement a batch.
struct ProjectionWorker: Sendable {
    private let batch: Int

    init(_ arguments: Arguments) throws { batch = try arguments.integer("batch", 1000) }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        let counts = TypeCounts(name: "counts-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        var options = ProjectionOptions()
        options.batchSize = batch
        options.endsWhenCaughtUp = true
        let begun = monotonicNanoseconds()
        try await ProjectionRunner(store: store, projection: counts, options: options).run()
        let seconds = Double(monotonicNanoseconds() - begun) / 1e9
        guard let done = try await store.projection(named: counts.name) else { throw BenchmarkError("no projection") }
        return [
            "events": Double(done.eventsProcessed), "seconds": seconds,
            "per_second": Double(done.eventsProcessed) / seconds,
        ]
    }

    private struct TypeCounts: Projection {
        let name: String

        func prepare(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
            try await transaction.query(
                """
                CREATE TABLE IF NOT EXISTS bench.type_counts (
                    projection text, event_type text, events bigint NOT NULL, PRIMARY KEY (projection, event_type)
                )
                """)
        }

        func handle(_ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration)
            async throws
        {
            try await handle([event], in: transaction, generation: generation)
        }

        func handle(_ events: [RecordedEvent], in transaction: PostgresTransaction, generation: ProjectionGeneration)
            async throws
        {
            var counts: [String: Int] = [:]
            for event in events { counts[event.type.rawValue, default: 0] += 1 }
            try await transaction.query(
                """
                INSERT INTO bench.type_counts AS c
                SELECT $1, e.key, e.value::bigint FROM json_each_text($2) AS e
                ON CONFLICT (projection, event_type) DO UPDATE SET events = c.events + excluded.events
                """, [.text(name), .json(try JSONEncoder().encode(counts))])
        }
    }
}
