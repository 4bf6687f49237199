import EventSourcing
import EventStorePostgres
import Foundation

/// A projection whose work and checkpoint commit together: one row a delivered event in public.fault_effects.
struct TableSubscriber: Sendable {
    let name: String
    let store: PostgresEventStore
    let records: Records
    let arguments: Arguments

    /// Returns when it has done the last event, or when the store has refused its checkpoint.
    func run() async throws {
        while true {
            let since = nowMilliseconds()
            var position: GlobalPosition = 0
            do {
                let checkpoint = try await store.checkpoint(named: name)
                position = checkpoint?.globalPosition ?? 0
                var pages = 0
                for try await page in store.subscribe(SubscriptionOptions(start: .after(position), pageSize: 100)).pages
                {
                    try await work(page)
                    position = page[page.count - 1].globalPosition
                    if page.contains(where: { $0.type == Workload.end }) { return }
                    pages += 1
                    // From the checkpoint again, as after a deployment.
                    if pages > 20, Int.random(in: 0..<50) == 0 { break }
                }
            } catch let error as EventStoreError {
                records.fail(name, error, since: since)
                guard error.isRetryable || error.isOutcomeUnknown else {
                    records.stopped.add(name, error.code.description, "\(position)")
                    return
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func work(_ page: [RecordedEvent]) async throws {
        let update = CheckpointUpdate(
            name: name, globalPosition: page[page.count - 1].globalPosition, lastEventID: page[page.count - 1].id,
            eventsProcessed: Int64(page.count))
        let rows = "[" + page.map { #"["\#($0.globalPosition)","\#($0.id)"]"# }.joined(separator: ",") + "]"
        if arguments.isPlanted(.checkpointBeforeHandler) {
            try await store.saveCheckpoint(update)
            // Long enough for the server to be killed in between.
            try await Task.sleep(for: .milliseconds(50))
            try await store.withTransaction { _ = try await insert(rows, $0) }
            return
        }
        try await store.withTransaction { transaction in
            try await insert(rows, transaction)
            try await transaction.saveCheckpoint(update)
        }
    }

    private func insert(_ rows: String, _ transaction: PostgresTransaction) async throws {
        try await transaction.query(
            """
            INSERT INTO public.fault_effects (subscriber, global_position, event_id, at_ms)
            SELECT $1, (e.value ->> 0)::bigint, (e.value ->> 1)::uuid, $3
            FROM jsonb_array_elements($2::text::jsonb) AS e (value)
            """, [.text(name), .text(rows), .integer(nowMilliseconds())])
    }
}
