public import EventSourcing
public import Foundation
import Synchronization

/// Snapshots in the memory of the process, for tests: with the promises of those in PostgreSQL, which it keeps by asking the
/// store of the events.
public final class InMemorySnapshotStore: SnapshotStore {
    private let store: any EventStore
    private let now: @Sendable () -> Date
    private let saved = Mutex<[Snapshot]>([])

    /// Snapshots of the streams of `store`. `now`: what they take their time from.
    public init(of store: any EventStore, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// All of them, in the order in which they were saved, usable or not.
    public var allSnapshots: [Snapshot] { saved.withLock { $0 } }

    /// Puts a snapshot among the others as it is, for tests of what must not be used.
    public func plant(_ snapshot: Snapshot) {
        saved.withLock { saved in
            saved.removeAll { Self.key($0) == Self.key(snapshot) }
            saved.append(snapshot)
        }
    }

    public func saveSnapshot(_ snapshot: Snapshot, keeping: Int? = nil) async throws {
        guard !snapshot.stateType.isEmpty, snapshot.schemaVersion >= 1, snapshot.version >= .first, keeping ?? 1 >= 1
        else { throw EventStoreError(.invalidArgument, "not a snapshot", stream: snapshot.stream) }
        let version = try await store.streamMetadata(of: snapshot.stream).version
        let event = try await store.readStream(
            snapshot.stream, StreamReadOptions(fromVersion: snapshot.version, limit: 1)
        ).first
        guard event?.version == snapshot.version, event?.id == snapshot.eventID else {
            throw EventStoreError(
                .snapshotRefused, "the stream has no such version, or another event there", stream: snapshot.stream,
                actualVersion: version)
        }
        var snapshot = snapshot
        snapshot.createdAt = now()
        plant(snapshot)
        guard let keeping else { return }
        saved.withLock { saved in
            let ofStream = saved.filter { $0.stream == snapshot.stream && $0.stateType == snapshot.stateType }
            let old = Set(Self.newestFirst(ofStream).dropFirst(keeping).map(Self.key))
            saved.removeAll { old.contains(Self.key($0)) }
        }
    }

    public func latestSnapshot(
        of stream: StreamName, stateType: String, schemaVersion: Int32 = 1, atOrBelow version: StreamVersion? = nil
    ) async throws -> Snapshot? {
        let candidates = saved.withLock { $0 }.filter {
            $0.stream == stream && $0.stateType == stateType && $0.schemaVersion == schemaVersion
                && $0.version <= version ?? $0.version
        }
        for snapshot in Self.newestFirst(candidates) where try await isUsable(snapshot) { return snapshot }
        return nil
    }

    /// Its event is at its version, unless it is gone, and the next one can be read.
    private func isUsable(_ snapshot: Snapshot) async throws -> Bool {
        let version = try await store.version(of: snapshot.stream)
        guard snapshot.version <= version else { return false }
        let events: [RecordedEvent]
        do {
            events = try await store.readStream(
                snapshot.stream, StreamReadOptions(fromVersion: snapshot.version, limit: 2))
        } catch let error as EventStoreError where error.code == .streamDeleted {
            return false
        }
        if let own = events.first(where: { $0.version == snapshot.version }), own.id != snapshot.eventID {
            return false
        }
        return snapshot.version == version
            || events.contains { $0.version.rawValue == snapshot.version.rawValue + 1 }
    }

    public func snapshots(of stream: StreamName, stateType: String? = nil) async throws -> [SnapshotInformation] {
        Self.newestFirst(saved.withLock { $0 }.filter { Self.fits($0, stream, stateType) }).map {
            SnapshotInformation(
                version: $0.version, eventID: $0.eventID, stateType: $0.stateType, schemaVersion: $0.schemaVersion,
                contentType: $0.payload.contentType, encoding: $0.encoding, originalSize: $0.originalSize,
                storedSize: $0.payload.data.count, createdAt: $0.createdAt ?? now())
        }
    }

    @discardableResult
    public func pruneSnapshots(_ options: SnapshotPruneOptions = SnapshotPruneOptions()) async throws -> Int {
        guard options.keeping >= 0, (1...100_000).contains(options.limit), options.olderThan ?? .zero >= .zero else {
            throw EventStoreError(.invalidArgument, "a number to keep, an age and a limit of at least 0, 0 and 1")
        }
        let before = options.olderThan.map { now() - $0 / .seconds(1) }
        return saved.withLock { saved in
            let wanted = saved.filter {
                $0.stream.aggregateType == options.aggregateType ?? $0.stream.aggregateType
                    && $0.stream.tenant == options.tenant ?? $0.stream.tenant
            }
            let groups = Dictionary(grouping: wanted) { [$0.stream.description, $0.stateType] }
            let old = groups.values.flatMap { Self.newestFirst($0).dropFirst(options.keeping) }
                .filter { snapshot in before.map { snapshot.createdAt ?? .distantPast <= $0 } ?? true }
            let gone = Set(old.prefix(options.limit).map(Self.key))
            saved.removeAll { gone.contains(Self.key($0)) }
            return gone.count
        }
    }

    @discardableResult
    public func deleteSnapshots(of stream: StreamName, stateType: String? = nil) async throws -> Int {
        saved.withLock { saved in
            let before = saved.count
            saved.removeAll { Self.fits($0, stream, stateType) }
            return before - saved.count
        }
    }

    private static func fits(_ snapshot: Snapshot, _ stream: StreamName, _ stateType: String?) -> Bool {
        snapshot.stream == stream && snapshot.stateType == stateType ?? snapshot.stateType
    }

    private struct Key: Hashable {
        var stream: StreamName, stateType: String, version: StreamVersion, schemaVersion: Int32
    }

    private static func key(_ snapshot: Snapshot) -> Key {
        Key(
            stream: snapshot.stream, stateType: snapshot.stateType, version: snapshot.version,
            schemaVersion: snapshot.schemaVersion)
    }

    private static func newestFirst(_ snapshots: [Snapshot]) -> [Snapshot] {
        snapshots.sorted { ($0.version, $0.schemaVersion) > ($1.version, $1.schemaVersion) }
    }
}
