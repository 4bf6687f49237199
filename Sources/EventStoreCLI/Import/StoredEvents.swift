import EventSourcing
import EventStorePostgres
import Foundation

/// Tells which events of a batch the store has already.
struct StoredEvents {
    /// Events that are not stored, in their order.
    var missing: [ImportedEvent] = []
    var alreadyThere = 0
    /// Events whose id another event has.
    var conflicts: [BadLine] = []

    /// Looks up every event by its id. All questions travel together on one connection.
    static func find(_ events: [ImportedEvent], in store: PostgresEventStore) async throws -> StoredEvents {
        let stored = try await withThrowingTaskGroup(of: (Int, RecordedEvent?).self) { group in
            for (index, event) in events.enumerated() {
                group.addTask {
                    (index, try await store.event(withID: event.event.id, tenant: event.stream.tenant))
                }
            }
            var stored = [RecordedEvent?](repeating: nil, count: events.count)
            for try await (index, event) in group { stored[index] = event }
            return stored
        }
        var found = StoredEvents()
        var seen: [UUID: ImportedEvent] = [:]
        for (event, recorded) in zip(events, stored) {
            let isSame: Bool?
            if let recorded {
                isSame = event.isStored(as: recorded)
            } else {
                // The same id twice in one batch.
                isSame = seen.updateValue(event, forKey: event.event.id).map {
                    $0.stream == event.stream && $0.event == event.event
                }
            }
            switch isSame {
            case nil: found.missing.append(event)
            case true?: found.alreadyThere += 1
            case false?:
                let problem = LineProblem(
                    "the event id \(event.event.id.uuidString.lowercased()) is taken by another event")
                found.conflicts.append(BadLine(number: event.lineNumber, problem: problem))
            }
        }
        return found
    }
}

extension ImportedEvent {
    /// Whether this is the event that was recorded.
    func isStored(as recorded: RecordedEvent) -> Bool {
        recorded.stream == stream && recorded.id == event.id && recorded.type == event.type
            && recorded.schemaVersion == event.schemaVersion && recorded.payload == event.payload
            && recorded.metadata == event.metadata
            && Timestamp.microseconds(recorded.timestamp) == Timestamp.microseconds(event.timestamp)
    }
}
