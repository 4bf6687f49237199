import EventSourcing
import EventStorePostgres
import Foundation

/// Counts events per type and keeps the state of each aggregate, from a subscription, with a checkpoint in the store.
actor DemoProjection {
    static let name = "demo-counts"

    /// What is known about one aggregate.
    struct AggregateState {
        var events = 0
        var lastEventType = ""
    }

    private(set) var eventsByType: [String: Int64] = [:]
    private(set) var aggregates: [StreamName: AggregateState] = [:]
    private(set) var events: Int64 = 0
    /// From the moment an event was recorded until it was here, in seconds, for each event.
    private var latencies: [Double] = []

    /// The latencies since the last call.
    func takeLatencies() -> [Double] {
        defer { latencies = [] }
        return latencies
    }

    /// Follows the store until the task is cancelled.
    func follow(_ store: PostgresEventStore) async throws {
        let position = try await store.checkpoint(named: Self.name)?.globalPosition ?? .start
        for try await page in store.subscribe(from: .after(position)).pages {
            let now = Date()
            for event in page { apply(event, at: now) }
            if let last = page.last {
                try await store.saveCheckpoint(
                    CheckpointUpdate(
                        name: Self.name, globalPosition: last.globalPosition, lastEventID: last.id,
                        eventsProcessed: Int64(page.count)))
            }
        }
    }

    private func apply(_ event: RecordedEvent, at now: Date) {
        events += 1
        eventsByType[event.type.rawValue, default: 0] += 1
        aggregates[event.stream, default: AggregateState()].events += 1
        aggregates[event.stream]?.lastEventType = event.type.rawValue
        latencies.append(now.timeIntervalSince(event.recordedAt))
    }

    /// How many aggregates stand at each last event type, most first.
    var statesByCount: [(state: String, count: Int)] {
        var counts: [String: Int] = [:]
        for aggregate in aggregates.values { counts[aggregate.lastEventType, default: 0] += 1 }
        return counts.map { ($0.key, $0.value) }.sorted { ($1.count, $0.state) < ($0.count, $1.state) }
    }
}
