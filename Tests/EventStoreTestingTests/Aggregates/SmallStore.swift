import EventSourcing
import Foundation
import Synchronization

/// As much of a store as an aggregate needs, in memory, with appends that fail when they are told to.
final class SmallStore: EventStore {
    struct Stream {
        var events: [RecordedEvent] = []
        var truncatedBefore: StreamVersion = .first
        var isDeleted = false
    }

    struct Log {
        var streams: [StreamName: Stream] = [:]
        var position: Int64 = 0
        var beforeAppend: [@Sendable () async throws -> Void] = []
        var afterAppend: [@Sendable () async throws -> Void] = []
        var appends = 0
    }

    let log = Mutex(Log())

    var allEvents: [RecordedEvent] {
        log.withLock { $0.streams.values.flatMap(\.events) }.sorted { $0.globalPosition < $1.globalPosition }
    }
    var count: Int { allEvents.count }
    var appendCount: Int { log.withLock { $0.appends } }

    /// Happens before one of the next appends.
    func beforeAppend(times: Int = 1, _ body: @escaping @Sendable () async throws -> Void) {
        log.withLock { $0.beforeAppend += Array(repeating: body, count: times) }
    }

    /// Happens when one of the next appends has taken effect.
    func afterAppend(times: Int = 1, _ body: @escaping @Sendable () async throws -> Void) {
        log.withLock { $0.afterAppend += Array(repeating: body, count: times) }
    }

    func append(_ append: StreamAppend) async throws -> AppendResult {
        let before = log.withLock { log in
            log.appends += 1
            return log.beforeAppend.isEmpty ? nil : log.beforeAppend.removeFirst()
        }
        try await before?()
        let result = try log.withLock { try Self.store(append, in: &$0) }
        let after = log.withLock { $0.afterAppend.isEmpty ? nil : $0.afterAppend.removeFirst() }
        try await after?()
        return result
    }

    private static func store(_ append: StreamAppend, in log: inout Log) throws -> AppendResult {
        var stream = log.streams[append.stream] ?? Stream()
        let ids = Set(append.events.map(\.id))
        let stored = stream.events.filter { ids.contains($0.id) }
        if stored.count == ids.count, zip(stored, append.events).allSatisfy({ $0.timestamp == $1.timestamp }) {
            return result(append, stored, wasAlreadyStored: true)
        }
        guard !log.streams.values.contains(where: { $0.events.contains { ids.contains($0.id) } }) else {
            throw EventStoreError(.eventIDConflict, "an id is taken", stream: append.stream)
        }
        guard !stream.isDeleted else { throw EventStoreError(.streamDeleted, "deleted", stream: append.stream) }
        let version = Int64(stream.events.count)
        guard append.expectedVersion == .any || append.expectedVersion.number == version else {
            throw EventStoreError(.wrongExpectedVersion, "others were quicker", stream: append.stream)
        }
        let first = log.position + 1
        log.position += Int64(append.events.count)
        let recorded = append.events.enumerated().map { index, event in
            RecordedEvent(
                globalPosition: GlobalPosition(rawValue: first + Int64(index)), stream: append.stream,
                version: StreamVersion(rawValue: version + 1 + Int64(index)), id: event.id, type: event.type,
                schemaVersion: event.schemaVersion, payload: event.payload, metadata: event.metadata,
                timestamp: event.timestamp, recordedAt: Date(),
                checksum: [UInt8](repeating: 0, count: 32).withUnsafeBytes { EventChecksum($0)! })
        }
        stream.events += recorded
        log.streams[append.stream] = stream
        return result(append, recorded, wasAlreadyStored: false)
    }

    private static func result(_ append: StreamAppend, _ events: [RecordedEvent], wasAlreadyStored: Bool)
        -> AppendResult
    {
        AppendResult(
            stream: append.stream, version: events[events.count - 1].version, firstPosition: events[0].globalPosition,
            lastPosition: events[events.count - 1].globalPosition, wasAlreadyStored: wasAlreadyStored)
    }

    func readStream(_ stream: StreamName, _ options: StreamReadOptions) async throws -> [RecordedEvent] {
        let found = log.withLock { $0.streams[stream] } ?? Stream()
        guard !found.isDeleted else { throw EventStoreError(.streamDeleted, "deleted", stream: stream) }
        let from = max(options.fromVersion ?? .first, found.truncatedBefore)
        return Array(found.events.lazy.filter { $0.version >= from }.prefix(options.limit))
    }

    func event(withID id: UUID, tenant _: Tenant) async throws -> RecordedEvent? { allEvents.first { $0.id == id } }

    func version(of stream: StreamName) async throws -> StreamVersion {
        log.withLock { $0.streams[stream]?.events.last?.version } ?? .absent
    }

    func streamMetadata(of stream: StreamName) async throws -> StreamMetadata {
        StreamMetadata(version: try await version(of: stream))
    }

    @discardableResult
    func truncateStream(_ stream: StreamName, before version: StreamVersion) async throws -> StreamVersion {
        log.withLock { $0.streams[stream]?.truncatedBefore = version }
        return try await self.version(of: stream)
    }

    @discardableResult
    func deleteStream(_ stream: StreamName, expectedVersion _: ExpectedVersion) async throws -> StreamVersion {
        log.withLock { $0.streams[stream]?.isDeleted = true }
        return try await version(of: stream)
    }

    @discardableResult
    func deleteStreamPermanently(_ stream: StreamName, expectedVersion _: ExpectedVersion) async throws -> StreamRemoval
    {
        let events = log.withLock { $0.streams.removeValue(forKey: stream) }?.events.count ?? 0
        return StreamRemoval(eventsRemoved: Int64(events), messagesRemoved: 0)
    }
}

// What no aggregate calls.
extension SmallStore {
    private var unused: EventStoreError { EventStoreError(.unsupported, "not in this store") }

    func append(_: [StreamAppend]) async throws -> [AppendResult] { throw unused }
    func appendEach(_: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] { throw unused }
    func readAll(_: AllReadOptions) async throws -> [RecordedEvent] { throw unused }
    func readCorrelation(_: String, after _: GlobalPosition?, limit _: Int, tenant _: Tenant) async throws
        -> [RecordedEvent]
    { throw unused }
    func reopenStream(_: StreamName) async throws -> StreamVersion { throw unused }
    func setStreamMetadata(of _: StreamName, maxCount _: Int64?, maxAge _: Duration?) async throws -> StreamVersion {
        throw unused
    }
    func streams(_: StreamListOptions) async throws -> [StreamInformation] { throw unused }
    func positions() async throws -> StorePositions { throw unused }
    func subscribe(_: SubscriptionOptions) -> EventSubscription { fatalError("not in this store") }
    func checkpoint(named _: String, tenant _: Tenant) async throws -> Checkpoint? { throw unused }
    func saveCheckpoint(_: CheckpointUpdate) async throws -> Checkpoint { throw unused }
    func checkpoints(tenant _: Tenant?) async throws -> [Checkpoint] { throw unused }
    func deleteCheckpoint(named _: String, tenant _: Tenant) async throws -> Bool { throw unused }
    func statistics(exact _: Bool, tenant _: Tenant?) async throws -> StoreStatistics { throw unused }
    func statisticsByEventType(tenant _: Tenant?) async throws -> [TypeStatistics] { throw unused }
    func statisticsByAggregateType(tenant _: Tenant?) async throws -> [TypeStatistics] { throw unused }
}
