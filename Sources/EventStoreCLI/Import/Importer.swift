import EventSourcing
import EventStorePostgres
import Foundation

/// Stores batches in the order of the file: all of a batch or nothing, and nothing twice.
struct Importer {
    private(set) var summary = ImportSummary()
    private let store: PostgresEventStore
    private let stopsAtBadLine: Bool
    private let report: (BadLine) -> Void
    private var partitions = ImportPartitions()
    /// An earlier run stored a beginning of the file. Until its end is found each batch is looked up first.
    private var mayBeStored = true

    /// - Parameter report: is told each line that is skipped.
    init(store: PostgresEventStore, stopsAtBadLine: Bool, report: @escaping (BadLine) -> Void) {
        self.store = store
        self.stopsAtBadLine = stopsAtBadLine
        self.report = report
    }

    /// Stores all batches, one after the other; the next one is read meanwhile.
    ///
    /// - Parameter progress: is told after each batch.
    mutating func run(
        _ reader: BatchReader, progress: (ImportSummary, ImportBatch) -> Void = { _, _ in }
    ) async throws {
        let started = ContinuousClock.now
        let before = summary.seconds
        defer { summary.seconds = before + (ContinuousClock.now - started).inSeconds }
        var current = try await reader.next()
        while let batch = current {
            async let following = reader.next()
            try await append(batch)
            summary.seconds = before + (ContinuousClock.now - started).inSeconds
            progress(summary, batch)
            current = try await following
        }
    }

    mutating func append(_ batch: ImportBatch) async throws {
        for line in batch.bad { try skip(line) }
        summary.read += batch.events.count + batch.bad.count
        var events = batch.events
        if mayBeStored, let first = events.first {
            if try await store.event(withID: first.event.id, tenant: first.stream.tenant) != nil {
                try await dropStored(&events)
            }
            if !events.isEmpty { mayBeStored = false }
        }
        var hasCreatedPartitions = false
        while !events.isEmpty {
            try await partitions.prepare(for: events, in: store)
            do {
                let results = try await store.appendInterleaved(events.map { ($0.stream, $0.event) })
                count(results, events)
                return
            } catch let error as EventStoreError {
                switch error.code {
                case .eventIDConflict:
                    let before = events.count
                    try await dropStored(&events)
                    if events.count == before { throw error }
                case .partitionMissing where !hasCreatedPartitions:
                    hasCreatedPartitions = true
                    try await partitions.create(for: events, in: store)
                default:
                    guard let index = error.refusedEvent, events.indices.contains(index) else { throw error }
                    try skip(BadLine(number: events[index].lineNumber, problem: LineProblem(error.refusal)))
                    events.remove(at: index)
                }
            }
        }
    }

    private mutating func dropStored(_ events: inout [ImportedEvent]) async throws {
        let found = try await StoredEvents.find(events, in: store)
        for line in found.conflicts { try skip(line) }
        summary.alreadyThere += found.alreadyThere
        events = found.missing
    }

    private mutating func skip(_ line: BadLine) throws {
        guard !stopsAtBadLine else { throw line }
        summary.skipped += 1
        report(line)
    }

    private mutating func count(_ results: [AppendResult], _ events: [ImportedEvent]) {
        let repeated = Set(results.lazy.filter(\.wasAlreadyStored).map(\.stream))
        let alreadyThere = repeated.isEmpty ? 0 : events.lazy.filter { repeated.contains($0.stream) }.count
        summary.alreadyThere += alreadyThere
        summary.stored += events.count - alreadyThere
    }
}

extension EventStoreError {
    /// What the store says against one event, without the event's number in its batch, which means nothing to people.
    var refusal: String {
        let prefix = #/event \d+ of the append: /#
        return message.trimmingPrefix(prefix).description
    }

    /// Which event of the append, from 0, the store refused for what it is; nil: another kind of error.
    var refusedEvent: Int? {
        guard [.invalidPayload, .invalidArgument, .payloadTooLarge, .timestampOutOfRange].contains(code), let detail,
            let object = try? JSONSerialization.jsonObject(with: Data(detail.utf8)) as? [String: Any],
            let number = object["event"] as? Int
        else { return nil }
        return number - 1
    }
}
