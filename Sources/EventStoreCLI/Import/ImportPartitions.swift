import EventSourcing
import EventStorePostgres
import Foundation

/// Makes the partitions that an import needs, month by month: a single odd timestamp must not make hundreds of them.
struct ImportPartitions {
    private var known: Set<Int64> = []

    /// Makes the partitions for events of the past that have none yet. Times that the store may refuse are left to it.
    mutating func prepare(for events: [ImportedEvent], in store: PostgresEventStore) async throws {
        let soon = Date().addingTimeInterval(86_400)
        let past = events.lazy.map(\.event.timestamp).filter { $0 >= Date(timeIntervalSince1970: 0) && $0 < soon }
        do {
            try await create(past, in: store)
        } catch let error as EventStoreError where error.code == .invalidArgument {
            // Before the setting earliest_timestamp: the append names the event.
        }
    }

    /// Makes the partitions for all of the events.
    mutating func create(for events: [ImportedEvent], in store: PostgresEventStore) async throws {
        known = []
        try await create(events.lazy.map(\.event.timestamp), in: store)
    }

    private mutating func create(_ timestamps: some Sequence<Date>, in store: PostgresEventStore) async throws {
        var missing: [Int64: Date] = [:]
        for timestamp in timestamps {
            let month = Timestamp.month(timestamp)
            if !known.contains(month) { missing[month] = timestamp }
        }
        for run in Self.runs(missing) {
            _ = try await store.createPartitions(from: run.first, until: run.last)
        }
        known.formUnion(missing.keys)
    }

    /// Months that follow one another, as spans of time.
    private static func runs(_ months: [Int64: Date]) -> [(first: Date, last: Date)] {
        var runs: [(first: Date, last: Date)] = []
        var previous: Int64?
        for (month, timestamp) in months.sorted(by: { $0.key < $1.key }) {
            if let previous, month == previous + 1 {
                runs[runs.count - 1].last = timestamp
            } else {
                runs.append((timestamp, timestamp))
            }
            previous = month
        }
        return runs
    }
}
