import EventSourcing
import EventStoreTesting
import Foundation

/// A store in memory that breaks one promise.
struct DefectiveStore: EventStore {
    let base = InMemoryEventStore()
    let defect: Defect

    // MARK: Appending

    private func changed(_ append: StreamAppend) -> StreamAppend {
        var append = append
        if defect == .ignoresExpectedVersions { append.expectedVersion = .any }
        if defect == .normalizesNames {
            append.stream.aggregateType = append.stream.aggregateType.precomposedStringWithCanonicalMapping
            append.stream.aggregateID = append.stream.aggregateID.precomposedStringWithCanonicalMapping
        }
        append.events = append.events.map { event in
            var event = event
            switch (defect, event.payload) {
            case (.forgetsIDs, _): event.id = UUID()
            case (.reformatsJSON, .json(let data)):
                event.payload = .json(String(decoding: data, as: UTF8.self).replacing(": ", with: ":"))
            case (.losesMetadata, _): event.metadata = .none
            case (.losesSchemaVersions, _): event.schemaVersion = 1
            case (.roundsTimes, _):
                event.timestamp = Date(timeIntervalSince1970: event.timestamp.timeIntervalSince1970.rounded())
            case (.losesContentTypes, .bytes(let data, _)): event.payload = .bytes(data, contentType: "x")
            case (.takesAnyTime, _): event.timestamp = Date()
            default: break
            }
            return event
        }
        return append
    }

    private func changed(_ result: AppendResult) -> AppendResult {
        var result = result
        if defect == .tellsWrongFirstPosition { result.firstPosition = result.lastPosition }
        if defect == .tellsWrongVersion { result.version = 1 }
        return result
    }

    private func changed(_ error: EventStoreError) -> EventStoreError {
        var error = error
        if defect == .tellsNoStream { error.stream = nil }
        if defect == .makesConflictsRetryable, error.code == .wrongExpectedVersion { error.isRetryable = true }
        return error
    }

    func append(_ append: StreamAppend) async throws -> AppendResult {
        var append = changed(append)
        var tries = 0
        while true {
            tries += 1
            do {
                if defect == .ignoresCancellation {
                    return try await Task.detached { [append] in try await base.append(append) }.value
                }
                return changed(try await base.append(append))
            } catch let error as EventStoreError {
                switch (defect, error.code) {
                case _ where tries > 2: throw changed(error)
                case (.takesAnyJSON, .invalidPayload): append.events = append.events.map { plain($0) }
                case (.takesAnyName, .invalidArgument) where append.events.count > 0:
                    append.stream = StreamName("any", "any")
                    append.events = append.events.map { plain($0) }
                case (.takesLargeAppends, .batchTooLarge): append.events = Array(append.events.prefix(10))
                case (.takesLargeAppends, .payloadTooLarge): append.events = append.events.map { plain($0) }
                case (.appendsToDeletedStreams, .streamDeleted): try await base.reopenStream(append.stream)
                case (.takesIDsOfOtherStreams, .eventIDConflict):
                    append.events = append.events.map { plain($0) }
                default: throw changed(error)
                }
            }
        }
    }

    private func plain(_ event: NewEvent) -> NewEvent { NewEvent(type: "Plain", payload: .json("{}")) }

    func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        switch defect {
        case .appendsOneByOne:
            var results: [AppendResult] = []
            for append in appends { results.append(try await base.append(append)) }
            return results
        case .turnsSeveralRound: return try await base.append(appends.reversed())
        default:
            do {
                return try await base.append(appends.map(changed)).map(changed)
            } catch let error as EventStoreError {
                throw changed(error)
            }
        }
    }

    func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] {
        if defect == .refusesAllForOne { return try await base.append(appends).map { .success($0) } }
        return try await base.appendEach(appends.map(changed)).map { $0.map(changed).mapError(changed) }
    }

    // MARK: Reading

    func readStream(_ stream: StreamName, _ options: StreamReadOptions) async throws -> [RecordedEvent] {
        var options = options
        switch defect {
        case .readsForwardsOnly: options.direction = .forwards
        case .leavesOutFromVersion: options.fromVersion = options.fromVersion.map { .init(rawValue: $0.rawValue + 1) }
        case .takesAnyLimit: options.limit = min(max(options.limit, 1), 100_000)
        case .includesBefore: options.before = options.before.map { $0 + 0.001 }
        case .ignoresTimes: (options.from, options.before) = (nil, nil)
        case .readsDeletedStreams:
            do {
                return try await base.readStream(stream, options)
            } catch let error as EventStoreError where error.code == .streamDeleted {
                return []
            }
        default: break
        }
        return try await base.readStream(stream, options)
    }

    private func changed(_ filter: EventFilter) -> EventFilter {
        var filter = filter
        if defect == .ignoresEventTypes { filter.eventTypes = nil }
        if defect == .ignoresAggregateTypes { filter.aggregateTypes = nil }
        if defect == .ignoresTenants { filter.tenant = nil }
        if defect == .ignoresTimes { (filter.from, filter.before) = (nil, nil) }
        return filter
    }

    func readAll(_ options: AllReadOptions) async throws -> [RecordedEvent] {
        var options = options
        options.filter = changed(options.filter)
        switch defect {
        case .readsForwardsOnly: options.direction = .forwards
        case .takesAnyLimit: options.limit = min(max(options.limit, 1), 100_000)
        case .includesThePosition:
            options.position = options.position.map { .init(rawValue: max(0, $0.rawValue - 1)) }
        case .ignoresUntil: options.until = nil
        case .missesEvents: return try await base.readAll(options).filter { $0.globalPosition.rawValue % 5 != 3 }
        default: break
        }
        return try await base.readAll(options)
    }

    func readCorrelation(_ id: String, after position: GlobalPosition?, limit: Int, tenant: Tenant) async throws
        -> [RecordedEvent]
    {
        if defect == .correlatesAllTenants {
            return try await base.readAll(AllReadOptions(position: position, limit: limit)).filter {
                $0.metadata.correlationID == id
            }
        }
        let limit = defect == .takesAnyLimit ? min(max(limit, 1), 1000) : limit
        return try await base.readCorrelation(id, after: position, limit: limit, tenant: tenant)
    }

    func event(withID id: UUID, tenant: Tenant) async throws -> RecordedEvent? {
        if defect == .findsForAnyTenant { return base.allEvents.first { $0.id == id } }
        return try await base.event(withID: id, tenant: tenant)
    }

    func version(of stream: StreamName) async throws -> StreamVersion { try await base.version(of: stream) }

    func positions() async throws -> StorePositions {
        if defect == .tellsNoHead { return StorePositions(safePosition: 0, headPosition: 0) }
        return try await base.positions()
    }
}
