import EventSourcing
import EventStoreCompression
import EventStorePostgres
import Foundation

/// Tells which events of a batch the store has already.
struct StoredEvents {
    /// Events that are not stored, in their order.
    var missing: [ImportedEvent] = []
    var alreadyThere = 0
    /// Events whose id another event has, in whatever stream and tenant.
    var conflicts: [BadLine] = []

    /// What the store has under an event's id.
    private enum Found {
        case nothing
        case same
        case other
    }

    /// Looks up every event by its id. All questions travel together.
    static func find(_ events: [ImportedEvent], in store: PostgresEventStore) async throws -> StoredEvents {
        let stored = try await withThrowingTaskGroup(of: (Int, Found).self) { group in
            for (index, event) in events.enumerated() {
                group.addTask { (index, try await look(for: event, in: store)) }
            }
            var stored = [Found](repeating: .nothing, count: events.count)
            for try await (index, found) in group { stored[index] = found }
            return stored
        }
        var found = StoredEvents()
        var seen: [UUID: ImportedEvent] = [:]
        for (event, inStore) in zip(events, stored) {
            var inStore = inStore
            // The same id twice in one batch.
            if inStore == .nothing, let earlier = seen.updateValue(event, forKey: event.event.id) {
                inStore = earlier.stream == event.stream && earlier.event == event.event ? .same : .other
            }
            switch inStore {
            case .nothing: found.missing.append(event)
            case .same: found.alreadyThere += 1
            case .other:
                let problem = LineProblem(
                    "the event id \(event.event.id.uuidString.lowercased()) is taken by another event")
                found.conflicts.append(BadLine(number: event.lineNumber, problem: problem))
            }
        }
        return found
    }

    private static func look(for event: ImportedEvent, in store: PostgresEventStore) async throws -> Found {
        if let recorded = try await store.event(withID: event.event.id, tenant: event.stream.tenant) {
            return try await event.withOriginalPayload.isStored(as: recorded) ? .same : .other
        }
        return try await probe(event, in: store)
    }

    /// Event ids are unique over all tenants, and reading sees one tenant. So this appends at a version that no stream has:
    /// nothing can be stored, and the refusal tells a free id from one that is taken.
    private static func probe(_ event: ImportedEvent, in store: PostgresEventStore) async throws -> Found {
        do {
            let impossible = ExpectedVersion.exactly(StreamVersion(rawValue: .max))
            _ = try await store.append([event.event], to: event.stream, expectedVersion: impossible)
            // Stored meanwhile by another import of the same line.
            return .same
        } catch let error as EventStoreError {
            switch error.code {
            case .eventIDConflict: return .other
            case .wrongExpectedVersion: return .nothing
            // Not storable for another reason, which the append itself will tell.
            case .partitionMissing, .invalidPayload, .invalidArgument, .payloadTooLarge, .timestampOutOfRange:
                return .nothing
            default: throw error
            }
        }
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

extension ImportedEvent {
    /// With what its payload stands for, where the line has it compressed: so the store gives it back.
    fileprivate var withOriginalPayload: ImportedEvent {
        get async throws {
            var copy = self
            let owner = PayloadOwner(stream: stream, eventType: event.type, eventID: event.id)
            copy.event.payload = try await PayloadCompression.reading.original(event.payload, of: owner)
            return copy
        }
    }
}
