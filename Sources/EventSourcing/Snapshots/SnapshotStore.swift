/// Keeps snapshots. A snapshot is never needed: what it holds is in the events. All calls throw ``EventStoreError``.
public protocol SnapshotStore: Sendable {
    /// Saves a snapshot; one of the same stream, version, state type and schema version is replaced. `keeping`: of the stream
    /// and state type only so many of the highest versions stay; nil: all.
    ///
    /// Throws ``EventStoreError/Code/snapshotRefused`` when the stream has no such version or another event there,
    /// ``EventStoreError/Code/streamNotFound``, ``EventStoreError/Code/streamDeleted``.
    func saveSnapshot(_ snapshot: Snapshot, keeping: Int?) async throws

    /// The newest snapshot that can be built upon, at or below `version` (nil: whatever its version), or nil. Never one above
    /// the stream's version or whose event is not at its version; nor one whose next event cannot be read, though it is
    /// there (truncated, beyond limits); nor one of a deleted stream.
    func latestSnapshot(
        of stream: StreamName, stateType: String, schemaVersion: Int32, atOrBelow version: StreamVersion?
    ) async throws -> Snapshot?

    /// The snapshots of a stream, newest first; `stateType` nil: of all types.
    func snapshots(of stream: StreamName, stateType: String?) async throws -> [SnapshotInformation]

    /// Deletes old snapshots, and says how many. Call it until that is less than the limit.
    @discardableResult
    func pruneSnapshots(_ options: SnapshotPruneOptions) async throws -> Int

    /// Deletes the snapshots of a stream, and says how many; `stateType` nil: of all types.
    @discardableResult
    func deleteSnapshots(of stream: StreamName, stateType: String?) async throws -> Int
}

/// Which snapshots to prune.
public struct SnapshotPruneOptions: Hashable, Sendable {
    /// So many of the highest versions stay, of each stream and state type; at least 0.
    public var keeping: Int
    /// Only those that are older go; nil: of any age.
    public var olderThan: Duration?
    /// Only those of streams of this type; nil: of all.
    public var aggregateType: String?
    /// Nil: of all tenants.
    public var tenant: Tenant?
    /// The most that one call deletes, 1 to 100,000.
    public var limit: Int

    public init(
        keeping: Int = 1, olderThan: Duration? = nil, aggregateType: String? = nil, tenant: Tenant? = nil,
        limit: Int = 10_000
    ) {
        self.keeping = keeping
        self.olderThan = olderThan
        self.aggregateType = aggregateType
        self.tenant = tenant
        self.limit = limit
    }
}
